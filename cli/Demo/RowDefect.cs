namespace Candor.Cli.Demo;

/// <summary>The ways in which a row of a real export is broken.</summary>
internal enum RowDefect
{
    /// <summary>A column is missing.</summary>
    MissingColumn,

    /// <summary>Letters stand where a number should.</summary>
    Letters,

    /// <summary>A measure is negative.</summary>
    Negative,

    /// <summary>The class is neither of the two.</summary>
    UnknownClass,
}
