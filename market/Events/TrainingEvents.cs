using System.Collections.Immutable;
using Candor.Market.Signing;
using Candor.Market.Training;

namespace Candor.Market.Events;

/// <summary>An entry with a participant's signed message in a step of the training.</summary>
public interface IContributionEntry
{
    /// <summary>The participant's id in the roster.</summary>
    string Participant { get; }

    /// <summary>The step that it answers.</summary>
    TrainingStep AnsweredStep { get; }

    /// <summary>The epoch, from 1; 0 where the message stands for all.</summary>
    ulong Epoch { get; }

    /// <summary>The signed message.</summary>
    SignedEnvelope Envelope { get; }

    /// <summary>The id of the logical call, as it was signed.</summary>
    string RequestId { get; }
}

/// <summary>Step 0: a participant gave its mask key.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="MaskKey">K, 32 bytes.</param>
/// <param name="Proof">The proof that its secret is known, 64 bytes.</param>
/// <param name="Envelope">Its signed message.</param>
/// <param name="RequestId">The id of the logical call, as it was signed.</param>
public sealed record MaskKeyAccepted(
    DateTimeOffset Time,
    string Participant,
    ReadOnlyMemory<byte> MaskKey,
    ReadOnlyMemory<byte> Proof,
    SignedEnvelope Envelope,
    string RequestId) : MarketEvent(Time), IContributionEntry
{
    // By the interface alone: what an entry's type says is not persisted beside it.
    TrainingStep IContributionEntry.AnsweredStep => TrainingStep.Keys;

    ulong IContributionEntry.Epoch => 0;
}

/// <summary>Reports are closed, and the market trains.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Cause">Why now.</param>
/// <param name="Envelope">The operator's signed message, where the operator asked for it.</param>
public sealed record TrainingOpened(DateTimeOffset Time, SettlementCause Cause, SignedEnvelope? Envelope)
    : MarketEvent(Time);

/// <summary>A step of the training began.</summary>
/// <param name="Time">When, UTC; the answer's deadline follows from it.</param>
/// <param name="Step">The step.</param>
/// <param name="Epoch">The epoch; 0 before the first.</param>
/// <param name="IsRepair">Whether the epoch follows one that was unmasked.</param>
/// <param name="Disputed">The pairs in dispute, by roster index from 0, the lower first; empty where it is no
/// dispute.</param>
public sealed record TrainingStepOpened(
    DateTimeOffset Time,
    TrainingStep Step,
    ulong Epoch,
    bool IsRepair,
    ImmutableArray<DisputedPair> Disputed) : MarketEvent(Time);

/// <summary>Two members whose points differ.</summary>
/// <param name="First">The roster index of one, from 0.</param>
/// <param name="Second">That of the other, above the first.</param>
public readonly record struct DisputedPair(int First, int Second);

/// <summary>Step 1: a member committed to its statistics.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="Digest">The digest of the commitments, 32 bytes.</param>
/// <param name="CountOpening">The blinding of the first, 32 bytes (statement 7).</param>
/// <param name="Envelope">Its signed message.</param>
/// <param name="RequestId">The id of the logical call, as it was signed.</param>
public sealed record StatisticsCommitted(
    DateTimeOffset Time,
    string Participant,
    ReadOnlyMemory<byte> Digest,
    ReadOnlyMemory<byte> CountOpening,
    SignedEnvelope Envelope,
    string RequestId) : MarketEvent(Time), IContributionEntry
{
    // By the interface alone: what an entry's type says is not persisted beside it.
    TrainingStep IContributionEntry.AnsweredStep => TrainingStep.Commit;

    ulong IContributionEntry.Epoch => 0;
}

/// <summary>Step 3: a validator said whether a member's statistics are near its audited records (statement 8).</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="Near">Whether they are.</param>
/// <param name="Validator">The validator's id in the definition.</param>
/// <param name="Envelope">The validator's signed message.</param>
public sealed record StatisticsChecked(
    DateTimeOffset Time, string Participant, bool Near, string Validator, SignedEnvelope Envelope) : MarketEvent(Time);

/// <summary>Step 4: a member masked its statistics.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="ValuesDigest">The digest of the masked values, 32 bytes.</param>
/// <param name="BlindingsDigest">The digest of the masked blindings, 32 bytes.</param>
/// <param name="SharesDigest">The digest of the encrypted shares, 32 bytes.</param>
/// <param name="SeedCommitments">Feldman commitments to the polynomial of the self seed, 32 bytes each.</param>
/// <param name="Envelope">Its signed message.</param>
/// <param name="RequestId">The id of the logical call, as it was signed.</param>
public sealed record ContributionAccepted(
    DateTimeOffset Time,
    string Participant,
    ulong Epoch,
    ReadOnlyMemory<byte> ValuesDigest,
    ReadOnlyMemory<byte> BlindingsDigest,
    ReadOnlyMemory<byte> SharesDigest,
    ReadOnlyMemory<byte> SeedCommitments,
    SignedEnvelope Envelope,
    string RequestId) : MarketEvent(Time), IContributionEntry
{
    // By the interface alone: what an entry's type says is not persisted beside it.
    TrainingStep IContributionEntry.AnsweredStep => TrainingStep.Mask;
}

/// <summary>Step 5: a member published the points of its masks.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Points">One for each member of the list, 32 bytes each.</param>
/// <param name="Complaints">About shares.</param>
/// <param name="Envelope">Its signed message.</param>
/// <param name="RequestId">The id of the logical call, as it was signed.</param>
public sealed record ContributionChecked(
    DateTimeOffset Time,
    string Participant,
    ulong Epoch,
    ReadOnlyMemory<byte> Points,
    ImmutableArray<DealtShareComplaint> Complaints,
    SignedEnvelope Envelope,
    string RequestId) : MarketEvent(Time), IContributionEntry
{
    // By the interface alone: what an entry's type says is not persisted beside it.
    TrainingStep IContributionEntry.AnsweredStep => TrainingStep.Check;
}

/// <summary>A member says that a share does not fit its dealer's commitments.</summary>
/// <param name="Dealer">The dealer's id.</param>
/// <param name="Opening">The pair's secret with its proof.</param>
public readonly record struct DealtShareComplaint(string Dealer, ReadOnlyMemory<byte> Opening);

/// <summary>One end of a disputed pair opened its secret. Who is named by it fell in the entries that follow.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">Who opened.</param>
/// <param name="Other">The other end.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Opening">The pair's secret with its proof.</param>
/// <param name="Envelope">Its signed message.</param>
/// <param name="RequestId">The id of the logical call, as it was signed.</param>
public sealed record PairOpened(
    DateTimeOffset Time,
    string Participant,
    string Other,
    ulong Epoch,
    ReadOnlyMemory<byte> Opening,
    SignedEnvelope Envelope,
    string RequestId) : MarketEvent(Time), IContributionEntry
{
    // By the interface alone: what an entry's type says is not persisted beside it.
    TrainingStep IContributionEntry.AnsweredStep => TrainingStep.Dispute;
}

/// <summary>Step 6: a member handed out the shares that it holds; they are never in the log.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="SharesDigest">SHA-256 of the shares, 32 bytes.</param>
/// <param name="Envelope">Its signed message.</param>
/// <param name="RequestId">The id of the logical call, as it was signed.</param>
public sealed record ContributionUnmasked(
    DateTimeOffset Time,
    string Participant,
    ulong Epoch,
    ReadOnlyMemory<byte> SharesDigest,
    SignedEnvelope Envelope,
    string RequestId) : MarketEvent(Time), IContributionEntry
{
    // By the interface alone: what an entry's type says is not persisted beside it.
    TrainingStep IContributionEntry.AnsweredStep => TrainingStep.Unmask;
}

/// <summary>The platform compared the points of an epoch: every member's vectors with its own, and both of each pair.
/// Anyone with the uploads can do it again.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Named">Who fails by itself, in roster order.</param>
/// <param name="Disputed">The pairs whose points differ.</param>
public sealed record PointsCompared(
    DateTimeOffset Time, ImmutableArray<NamedMember> Named, ImmutableArray<DisputedPair> Disputed) : MarketEvent(Time);

/// <summary>Who fails a comparison.</summary>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="Cause">Why.</param>
public readonly record struct NamedMember(string Participant, FallCause Cause);

/// <summary>The platform opened the self seeds of an epoch, and some give another point than was signed.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Guilty">Whose, in roster order, with the seeds as evidence.</param>
public sealed record SeedsJudged(DateTimeOffset Time, ImmutableArray<GuiltySeed> Guilty) : MarketEvent(Time);

/// <summary>A self seed that names its owner.</summary>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="Seed">The seed, 32 bytes; it fits the owner's Feldman commitments.</param>
public readonly record struct GuiltySeed(string Participant, ReadOnlyMemory<byte> Seed);

/// <summary>A step's deadline passed. What follows from it follows at once.</summary>
/// <param name="Time">When, UTC.</param>
public sealed record StepPassed(DateTimeOffset Time) : MarketEvent(Time);

/// <summary>A member is out: its report fell, and the market settles without it.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="Cause">Why.</param>
public sealed record ReportFell(DateTimeOffset Time, string Participant, FallCause Cause) : MarketEvent(Time);

/// <summary>The platform could not do its part of a step; its word. The training's end follows at once, and names nobody.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Lost">The digests of what it had been sent and can no longer read, 32 bytes each, as the log has them; empty where
/// it could not compute or keep what it was to make.</param>
public sealed record PlatformFailed(DateTimeOffset Time, ImmutableArray<ReadOnlyMemory<byte>> Lost) : MarketEvent(Time);

/// <summary>The model is trained, and ready for those whom the settlement allocates it. No money follows from what was
/// measured.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Model">The model.</param>
public sealed record ModelsDelivered(DateTimeOffset Time, DeliveredModel Model) : MarketEvent(Time);

/// <summary>Training ended; the settlement follows at once.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="End">How.</param>
public sealed record TrainingClosed(DateTimeOffset Time, TrainingEnd End) : MarketEvent(Time);
