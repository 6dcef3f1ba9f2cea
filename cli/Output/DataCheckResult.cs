using Candor.Client;

namespace Candor.Cli.Output;

/// <summary>What a file holds, as <c>data check --json</c> prints it.</summary>
/// <param name="File">The file.</param>
/// <param name="Rows">Its rows, header apart.</param>
/// <param name="Records">Its valid, distinct records: what a participant would commit to.</param>
/// <param name="BrokenRows">Rows that are no records.</param>
/// <param name="RepeatedRows">Rows whose record the file has held before.</param>
/// <param name="FirstFault">The first broken row, with what is wrong with it; null for none.</param>
/// <param name="Faults">How many rows are broken in which way, the most frequent first.</param>
/// <param name="Repeated">The repeated rows, at most <see cref="Dataset.DefaultMaxListed"/>.</param>
/// <param name="Hints">What to do about the broken rows.</param>
internal sealed record DataCheckResult(
    string File,
    long Rows,
    uint Records,
    long BrokenRows,
    long RepeatedRows,
    string? FirstFault,
    IReadOnlyList<FaultCount> Faults,
    IReadOnlyList<RepeatedRow> Repeated,
    IReadOnlyList<string> Hints)
{
    /// <summary>The result of a file that was counted.</summary>
    /// <param name="data">What was counted.</param>
    internal static DataCheckResult Of(Dataset data) => new(
        data.Source,
        data.Rows,
        data.Records,
        data.BrokenRows,
        data.RepeatedRows,
        data.Faults.Count > 0 ? data.Faults[0].ToString() : null,
        data.FaultCounts,
        data.Repeated,
        data.Hints);
}
