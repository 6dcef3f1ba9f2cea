using System.Collections.Immutable;

namespace Candor.Mechanism.Curves;

/// <summary>A fault in the parameters of a quality curve.</summary>
/// <param name="Index">The index from 0 of the faulty point; null for a fault of no one point.</param>
/// <param name="Parameter">The parameter's name: "size" or "quality" for a table's point.</param>
/// <param name="Found">What was found.</param>
/// <param name="Expected">What was expected.</param>
public sealed record CurveFault(int? Index, string Parameter, string Found, string Expected)
{
    /// <summary>The fault in words.</summary>
    public override string ToString() =>
        $"{Parameter}{(Index is int i ? $" of point {i}" : string.Empty)}: found {Found}, expected {Expected}";
}

/// <summary>Parameters no quality curve can have; every fault is listed.</summary>
public sealed class CurveException : MechanismException
{
    /// <summary>Creates the error.</summary>
    /// <param name="faults">The faults, at least one.</param>
    public CurveException(ImmutableArray<CurveFault> faults)
        : base("The quality curve is not valid: " + string.Join("; ", faults) + ".")
    {
        Faults = faults;
    }

    /// <summary>The faults.</summary>
    public ImmutableArray<CurveFault> Faults { get; }
}
