using Candor.Market.Records;
using Candor.Market.Texts;

namespace Candor.Client;

/// <summary>Why a row is not valid. A row with several faults is listed once for each.</summary>
/// <param name="Line">The line of the file on which the row begins; the first is 1.</param>
/// <param name="Column">The column's name; null where the fault is the row's as a whole.</param>
/// <param name="Reason">What is wrong and what was expected.</param>
public sealed record RowFault(long Line, string? Column, string Reason)
{
    /// <summary>The fault in one line.</summary>
    /// <returns>Such as <c>line 7, column 'radius': 'abc' is not a number</c>.</returns>
    public override string ToString() =>
        Column is null
            ? $"line {Line}: {Reason}"
            : $"line {Line}, column {PrintableText.Quote(Column, RecordColumn.MaxName)}: {Reason}";
}
