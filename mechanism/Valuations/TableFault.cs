using System.Collections.Immutable;

namespace Candor.Mechanism.Valuations;

/// <summary>What is wrong with a table of values.</summary>
/// <param name="Part">Which part of it.</param>
/// <param name="Index">Which size, participant's table or value, from 0; null for the part as a whole.</param>
/// <param name="Value">Which value of the participant's table; null for the table as a whole.</param>
/// <param name="Found">What was found.</param>
/// <param name="Expected">What was expected.</param>
public sealed record TableFault(TablePart Part, int? Index, int? Value, string Found, string Expected)
{
    /// <summary>The fault in one line.</summary>
    public override string ToString()
    {
        string part = Part == TablePart.Sizes ? "sizes" : "values";
        string index = Index is int i ? $"[{i}]" : string.Empty;
        string value = Value is int k ? $"[{k}]" : string.Empty;
        return $"{part}{index}{value}: found {Found}, expected {Expected}";
    }
}

/// <summary>A part of a table of values.</summary>
public enum TablePart
{
    /// <summary>The data sizes, or the qualities of models trained on them.</summary>
    Sizes,

    /// <summary>The values.</summary>
    Values,
}

/// <summary>Numbers that are no table of values.</summary>
public sealed class TableException : MechanismException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="faults">What is wrong, at least one fault.</param>
    public TableException(ImmutableArray<TableFault> faults)
        : base("The table is not one of values: " + string.Join("; ", faults) + ".")
    {
        Faults = faults;
    }

    /// <summary>Everything that is wrong.</summary>
    public ImmutableArray<TableFault> Faults { get; }
}
