namespace Candor.Client.Datasets;

/// <summary>What a participant brings into a market.</summary>
/// <param name="Records">Its valid, distinct records.</param>
/// <param name="Tagged">The records themselves, tagged, where the market asks for validation; else null.</param>
internal sealed record ContributedData(uint Records, MarketDataset? Tagged)
{
    /// <summary>Whether a kept commitment is to this data.</summary>
    internal bool IsCommittedIn(CommitmentReceipt receipt) =>
        receipt.Records == Records
        && (Tagged is null
            ? receipt.RecordKey is null
            : receipt.RecordKey is not null && receipt.DatasetRoot.Span.SequenceEqual(Tagged.Root.Span));
}
