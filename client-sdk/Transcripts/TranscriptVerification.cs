using Candor.Commitments.Logs;
using Candor.Market;

namespace Candor.Client.Transcripts;

/// <summary>What came of checking a transcript.</summary>
/// <param name="Header">What the file says of the log.</param>
/// <param name="Checkpoint">The checkpoint, its signature checked; null where it does not hold.</param>
/// <param name="State">The market as the entries that hold leave it; null where the first does not.</param>
/// <param name="Counts">What was checked.</param>
/// <param name="IsLogKeyVouchedFor">Whether the log key is one that the caller gave or the operator signed. Else the
/// file itself says which key signed it, and a whole file made up by somebody else would pass as another server's.
/// </param>
/// <param name="Fault">The first thing that does not hold; null where everything does.</param>
public sealed record TranscriptVerification(
    TranscriptHeader? Header,
    Checkpoint? Checkpoint,
    MarketState? State,
    TranscriptCounts Counts,
    bool IsLogKeyVouchedFor,
    TranscriptFault? Fault)
{
    /// <summary>What came of each receipt that was held against the transcript, in their order.</summary>
    public IReadOnlyList<TranscriptEvidence> Receipts { get; init; } = [];

    /// <summary>What came of each checkpoint that was held against it, in their order.</summary>
    public IReadOnlyList<TranscriptEvidence> Checkpoints { get; init; } = [];

    /// <summary>Entries of a time ahead of the clock of whoever checked; null where there are none. They are a warning, and
    /// the transcript holds with them: no rule tells whose clock is wrong.</summary>
    public TranscriptTimesAhead? TimesAhead { get; init; }

    /// <summary>The epochs of the market's training; empty where there are none, or where the transcript does not hold.</summary>
    internal IReadOnlyList<TrainedEpoch> Epochs { get; init; } = [];

    /// <summary>The time of the last entry that holds.</summary>
    internal DateTimeOffset LastTime { get; init; }

    /// <summary>Whether everything holds.</summary>
    public bool Holds => Fault is null;
}
