using Candor.Cli.Contributions;
using Candor.Client.Transcripts;
using Candor.Market.Settlement;

namespace Candor.Cli.Output;

/// <summary>What <c>candor verify --json</c> prints.</summary>
/// <param name="Verified">Whether everything holds.</param>
/// <param name="Market">The market's name; null where the file does not say.</param>
/// <param name="LogKey">The key that signed the checkpoint.</param>
/// <param name="LogKeyVouchedFor">Whether the operator, or whoever ran the check, vouches for that key.</param>
/// <param name="Checked">What was checked, and how many of each.</param>
/// <param name="Phase">Where the market is: Open, Settled or Cancelled.</param>
/// <param name="Outcome">The outcome, computed again; null where the market has none.</param>
/// <param name="Fault">The first thing that does not hold.</param>
/// <param name="Receipts">What came of each receipt; null where none was given.</param>
/// <param name="Checkpoints">What came of each checkpoint; null where none was given.</param>
/// <param name="TimesAhead">Entries of a time that has not come by the clock of whoever checked; null for none.</param>
internal sealed record VerifyResult(
    bool Verified,
    string? Market,
    string? LogKey,
    bool LogKeyVouchedFor,
    TranscriptCounts Checked,
    string? Phase,
    MarketOutcome? Outcome,
    VerifyFault? Fault,
    IReadOnlyList<VerifyEvidence>? Receipts,
    IReadOnlyList<VerifyEvidence>? Checkpoints,
    VerifyTimesAhead? TimesAhead)
{
    /// <summary>What came of each member's uploads; null where they were not looked at.</summary>
    public IReadOnlyList<UploadFinding>? Contributions { get; init; }

    /// <summary>The result of a verification.</summary>
    /// <param name="verification">The verification.</param>
    /// <param name="receipts">The file of each receipt that it was held against.</param>
    /// <param name="checkpoints">The file of each checkpoint.</param>
    internal static VerifyResult Of(
        TranscriptVerification verification, IEnumerable<string> receipts, IEnumerable<string> checkpoints) => new(
        verification.Holds,
        verification.Header?.Market,
        verification.Header?.LogKey,
        verification.IsLogKeyVouchedFor,
        verification.Counts,
        verification.State?.Phase.ToString(),
        verification.State?.Outcome,
        verification.Fault is { } fault ? new VerifyFault(fault.Check.ToString(), fault.Index, fault.Message) : null,
        ListOf(receipts, verification.Receipts),
        ListOf(checkpoints, verification.Checkpoints),
        verification.TimesAhead is { } ahead
            ? new VerifyTimesAhead(ahead.Entries, ahead.First, ahead.Furthest.TotalSeconds)
            : null);

    private static VerifyEvidence[]? ListOf(IEnumerable<string> files, IReadOnlyList<TranscriptEvidence> found) =>
        found.Count == 0 ? null : [.. files.Zip(found, static (file, one) =>
            new VerifyEvidence(file, one.Entry, one.Size, one.Holds, one.Fault))];
}

/// <summary>What came of a receipt or a checkpoint.</summary>
/// <param name="File">The file that it is from.</param>
/// <param name="Entry">The entry that a receipt is for.</param>
/// <param name="Size">How many entries its signed note covers.</param>
/// <param name="Holds">Whether the transcript is the one that it was made of.</param>
/// <param name="Fault">What it says and what the transcript has instead.</param>
internal sealed record VerifyEvidence(string File, ulong? Entry, ulong Size, bool Holds, string? Fault);

/// <summary>Entries of a time that has not come.</summary>
/// <param name="Entries">How many.</param>
/// <param name="First">The first of them, from 0.</param>
/// <param name="FurthestSeconds">How far the last of them is ahead.</param>
internal sealed record VerifyTimesAhead(long Entries, ulong First, double FurthestSeconds);

/// <summary>The first thing in a transcript that does not hold.</summary>
/// <param name="Check">What kind of check failed.</param>
/// <param name="Entry">The entry, from 0; null where it is the transcript as a whole.</param>
/// <param name="Message">What was found and what was expected.</param>
internal sealed record VerifyFault(string Check, ulong? Entry, string Message);
