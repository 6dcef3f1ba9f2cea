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
internal sealed record VerifyResult(
    bool Verified,
    string? Market,
    string? LogKey,
    bool LogKeyVouchedFor,
    TranscriptCounts Checked,
    string? Phase,
    MarketOutcome? Outcome,
    VerifyFault? Fault)
{
    /// <summary>The result of a verification.</summary>
    /// <param name="verification">The verification.</param>
    internal static VerifyResult Of(TranscriptVerification verification) => new(
        verification.Holds,
        verification.Header?.Market,
        verification.Header?.LogKey,
        verification.IsLogKeyVouchedFor,
        verification.Counts,
        verification.State?.Phase.ToString(),
        verification.State?.Outcome,
        verification.Fault is { } fault ? new VerifyFault(fault.Check.ToString(), fault.Index, fault.Message) : null);
}

/// <summary>The first thing in a transcript that does not hold.</summary>
/// <param name="Check">What kind of check failed.</param>
/// <param name="Entry">The entry, from 0; null where it is the transcript as a whole.</param>
/// <param name="Message">What was found and what was expected.</param>
internal sealed record VerifyFault(string Check, ulong? Entry, string Message);
