using System.Collections.Immutable;
using Candor.Commitments;
using Candor.Commitments.Statements;
using Candor.Market.Events;
using Candor.Market.Signing;

namespace Candor.Market;

/// <summary>What a market knows of one participant.</summary>
/// <param name="Phase">Where it is.</param>
/// <param name="Commitment">Its current commitment, from <see cref="ParticipantPhase.Committed"/> on.</param>
/// <param name="CommitmentCount">How many commitments it has made.</param>
/// <param name="Report">Its report, in <see cref="ParticipantPhase.Reported"/>.</param>
public sealed record ParticipantState(
    ParticipantPhase Phase, CommitmentState? Commitment, int CommitmentCount, ReportState? Report)
{
    /// <summary>In the roster, nothing done yet.</summary>
    public static ParticipantState Invited { get; } = new(ParticipantPhase.Invited, null, 0, null);

    /// <summary>Its last accepted message, which its next one names as predecessor; null before the first.</summary>
    public ParticipantMessage? LastMessage { get; private init; }

    /// <summary>The request ids of its accepted messages; empty in markets of version 1.</summary>
    public ImmutableHashSet<string> RequestIds { get; private init; } = [];

    /// <summary>The reported size in records; null without a report.</summary>
    public uint? Records => Report?.Terms.Report;

    /// <summary>The same participant after one more message of its own.</summary>
    /// <param name="number">The number of the message's event.</param>
    /// <param name="envelope">The message.</param>
    /// <param name="requestId">Its request id; null in markets of version 1.</param>
    internal ParticipantState After(long number, SignedEnvelope envelope, string? requestId) => this with
    {
        LastMessage = new ParticipantMessage(number, envelope.BodyDigest()),
        RequestIds = requestId is null ? RequestIds : RequestIds.Add(requestId),
    };
}

/// <summary>An accepted message of a participant.</summary>
/// <param name="Event">The sequence number of its event.</param>
/// <param name="Digest">Its digest, 32 bytes (<see cref="SignedEnvelope.BodyDigest"/>).</param>
public sealed record ParticipantMessage(long Event, ReadOnlyMemory<byte> Digest);

/// <summary>A commitment that stands.</summary>
/// <param name="Event">The sequence number of its event: the commitment's id.</param>
/// <param name="Commitment">The group element.</param>
/// <param name="DatasetRoot">What it says of the records, 32 bytes.</param>
/// <param name="Nonce">The server's nonce for the report's proof, 32 bytes.</param>
/// <param name="RecordKey">The public key of its records' tags, 32 bytes; null in markets without validation.</param>
/// <param name="Envelope">The participant's signed message.</param>
public sealed record CommitmentState(
    long Event,
    Commitment Commitment,
    ReadOnlyMemory<byte> DatasetRoot,
    ReadOnlyMemory<byte> Nonce,
    ReadOnlyMemory<byte>? RecordKey,
    SignedEnvelope Envelope)
{
    /// <summary>The digest of the participant's message, 32 bytes: what verdicts name in version 2.</summary>
    public ReadOnlyMemory<byte> MessageDigest { get; } = Envelope.BodyDigest();

    /// <summary>The sequence number of the attestation's event; null before it.</summary>
    public long? AttestedIn { get; internal init; }

    /// <summary>The earlier attested commitments whose records were compared with these, by event.</summary>
    public ImmutableHashSet<long> ComparedWith { get; private init; } = [];

    /// <summary>Records that are credited to earlier attested commitments. In version 2 only to those that still stand: the
    /// lesser of what all checks debited and of what the standing ones share, which is never less than the records that
    /// at least one of these has too.</summary>
    public ulong Debited { get; private init; }

    /// <summary>What a report is measured against: the commitment less the debited records.</summary>
    public Commitment Reportable => Debited == 0 ? Commitment : Commitment.Less(Debited);

    // Of all checks, and of those whose earlier commitment stands.
    private ulong DebitedByAll { get; init; }

    private ImmutableDictionary<long, ulong> SharedWithStanding { get; init; } = ImmutableDictionary<long, ulong>.Empty;

    /// <summary>The same commitment after one more overlap check with an earlier one.</summary>
    /// <param name="overlap">The check.</param>
    /// <param name="countsStanding">Whether only commitments that stand count, as in version 2.</param>
    internal CommitmentState Compared(OverlapChecked overlap, bool countsStanding)
    {
        CommitmentState after = this with
        {
            ComparedWith = ComparedWith.Add(overlap.EarlierCommitmentEvent),
            DebitedByAll = checked(DebitedByAll + overlap.DebitedRecords),
            SharedWithStanding = SharedWithStanding.Add(overlap.EarlierCommitmentEvent, overlap.SharedRecords),
        };
        return after with { Debited = countsStanding ? after.DebitByStanding() : after.DebitedByAll };
    }

    /// <summary>The same commitment after an earlier one has fallen; in version 2 alone.</summary>
    /// <param name="earlier">The fallen one's event.</param>
    internal CommitmentState Without(long earlier)
    {
        CommitmentState after = this with { SharedWithStanding = SharedWithStanding.Remove(earlier) };
        return after with { Debited = after.DebitByStanding() };
    }

    private ulong DebitByStanding() => Math.Min(
        DebitedByAll, SharedWithStanding.Values.Aggregate(0ul, static (sum, shared) => sum + shared));
}

/// <summary>A report that stands, with what proves it.</summary>
/// <param name="Event">The sequence number of its event.</param>
/// <param name="Terms">What is reported, and against which commitment.</param>
/// <param name="RangeProof">The proof, 608 bytes.</param>
public sealed record ReportState(long Event, ReportTerms Terms, ReadOnlyMemory<byte> RangeProof)
{
    /// <summary>The digest of the participant's message, 32 bytes.</summary>
    public ReadOnlyMemory<byte> MessageDigest { get; internal init; }
}
