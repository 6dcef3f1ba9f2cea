using System.Collections.Immutable;
using Candor.Commitments;
using Candor.Commitments.Statements;
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

    /// <summary>The reported size in records; null without a report.</summary>
    public uint? Records => Report?.Terms.Report;
}

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
    public ImmutableHashSet<long> ComparedWith { get; internal init; } = [];

    /// <summary>Records that are credited to earlier attested commitments.</summary>
    public ulong Debited { get; internal init; }

    /// <summary>What a report is measured against: the commitment less the debited records.</summary>
    public Commitment Reportable => Debited == 0 ? Commitment : Commitment.Less(Debited);
}

/// <summary>A report that stands, with what proves it.</summary>
/// <param name="Event">The sequence number of its event.</param>
/// <param name="Terms">What is reported, and against which commitment.</param>
/// <param name="RangeProof">The proof, 608 bytes.</param>
public sealed record ReportState(long Event, ReportTerms Terms, ReadOnlyMemory<byte> RangeProof);
