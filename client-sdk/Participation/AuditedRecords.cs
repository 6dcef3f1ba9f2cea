using Candor.Commitments.Datasets;

namespace Candor.Client.Participation;

/// <summary>A dataset as an audit needs it.</summary>
/// <param name="Tags">The tags in their order, and where each record was in the input.</param>
/// <param name="Key">The secret behind the tags.</param>
/// <param name="ReadAsync">Reads the canonical bytes of the records behind the tags at positions in the order of tags,
/// in the order asked.</param>
internal sealed record AuditedRecords(
    TaggedDataset Tags,
    RecordKey Key,
    Func<IReadOnlyList<ulong>, CancellationToken, Task<IReadOnlyList<ReadOnlyMemory<byte>>>> ReadAsync)
{
    /// <summary>A file's records.</summary>
    internal static AuditedRecords Of(MarketDataset dataset) =>
        new(dataset.Tags, dataset.Key, dataset.ReadRecordsAsync);
}
