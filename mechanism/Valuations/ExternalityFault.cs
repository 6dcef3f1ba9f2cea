using System.Collections.Immutable;

namespace Candor.Mechanism.Valuations;

/// <summary>A fault in externalities α.</summary>
/// <param name="Row">i of α_ij, from 0: whose valuation is affected; null for a fault of the whole matrix.</param>
/// <param name="Column">j of α_ij, from 0: whose quality affects it; null for a fault of the whole row.</param>
/// <param name="Found">What was found.</param>
/// <param name="Expected">What was expected.</param>
public sealed record ExternalityFault(int? Row, int? Column, string Found, string Expected)
{
    /// <summary>The fault in words.</summary>
    public override string ToString()
    {
        string where = "alpha" + (Row is int i ? $"[{i}]" : string.Empty) + (Column is int j ? $"[{j}]" : string.Empty);
        return $"{where}: found {Found}, expected {Expected}";
    }
}

/// <summary>Externalities no valuation can have; every fault is listed.</summary>
public sealed class ExternalityException : MechanismException
{
    /// <summary>Creates the error.</summary>
    /// <param name="faults">The faults, at least one.</param>
    public ExternalityException(ImmutableArray<ExternalityFault> faults)
        : base("The externalities are not valid: " + string.Join("; ", faults) + ".")
    {
        Faults = faults;
    }

    /// <summary>The faults.</summary>
    public ImmutableArray<ExternalityFault> Faults { get; }
}
