namespace Candor.Client;

/// <summary>How many rows of a file break its record format in one way. A row that breaks it in several ways is counted
/// once for each. No value of the file is in it.</summary>
/// <param name="Column">The column's name; null where the fault is the rows' as a whole.</param>
/// <param name="Fault">What is wrong, and what was expected.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="FirstLine">The line on which the first of them begins; the first line is 1.</param>
public sealed record FaultCount(string? Column, string Fault, long Rows, long FirstLine)
{
    /// <summary>The count in one line.</summary>
    /// <returns>Such as <c>3 rows from line 2, column 'radius': is not a finite number</c>.</returns>
    public override string ToString() =>
        $"{Rows} {(Rows == 1 ? "row" : "rows")} from line {FirstLine}"
        + (Column is null ? $": {Fault}" : $", column '{Column}': {Fault}");
}
