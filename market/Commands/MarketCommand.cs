using Candor.Market.Definitions;
using Candor.Market.Signing;

namespace Candor.Market.Commands;

/// <summary>What somebody asks of a market. Whoever makes a command from a signed message fills its members from the
/// envelope's payload and nothing else.</summary>
/// <param name="At">When the server received it, UTC: deadlines are judged by this time.</param>
public abstract record MarketCommand(DateTimeOffset At);

/// <summary>Create the market.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Market">The name, <c>markets/{market}</c>.</param>
/// <param name="Definition">The rules.</param>
/// <param name="Envelope">The operator's signed message.</param>
public sealed record CreateMarket(
    DateTimeOffset At, string Market, MarketDefinition Definition, AuthenticatedEnvelope Envelope)
    : MarketCommand(At);

/// <summary>Take a participant's place.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it has read, 32 bytes.</param>
/// <param name="Envelope">Its signed message.</param>
/// <param name="RequestId">The id of the logical call, as it was signed.</param>
/// <param name="Predecessor">The digest of the message before it that the sender names, 32 bytes; empty in markets of
/// version 1.</param>
public sealed record JoinMarket(
    DateTimeOffset At,
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    AuthenticatedEnvelope Envelope,
    string RequestId = "",
    ReadOnlyMemory<byte> Predecessor = default)
    : MarketCommand(At);

/// <summary>Commit to a data size.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Commitment">The commitment, its opening proof verified.</param>
/// <param name="Nonce">32 fresh random bytes of the server.</param>
/// <param name="Envelope">The participant's signed message.</param>
public sealed record SubmitCommitment(
    DateTimeOffset At, VerifiedCommitment Commitment, ReadOnlyMemory<byte> Nonce, AuthenticatedEnvelope Envelope)
    : MarketCommand(At);

/// <summary>Report a size.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Report">The report, its range proof verified.</param>
/// <param name="Envelope">The participant's signed message.</param>
public sealed record SubmitReport(
    DateTimeOffset At, VerifiedReport Report, AuthenticatedEnvelope Envelope)
    : MarketCommand(At);

/// <summary>Settle before the deadline.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="DefinitionDigest">The market's rules, 32 bytes.</param>
/// <param name="Envelope">The operator's signed message.</param>
public sealed record SettleMarket(
    DateTimeOffset At, ReadOnlyMemory<byte> DefinitionDigest, AuthenticatedEnvelope Envelope)
    : MarketCommand(At);

/// <summary>Settle because the report deadline has passed; the server's own command.</summary>
/// <param name="At">When, UTC.</param>
public sealed record PassDeadline(DateTimeOffset At) : MarketCommand(At);

/// <summary>Cancel the market.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="DefinitionDigest">The market's rules, 32 bytes.</param>
/// <param name="Reason">The operator's words.</param>
/// <param name="Envelope">The operator's signed message.</param>
public sealed record CancelMarket(
    DateTimeOffset At, ReadOnlyMemory<byte> DefinitionDigest, string Reason, AuthenticatedEnvelope Envelope)
    : MarketCommand(At);

/// <summary>A validator's attestation of a commitment (statement 5), in the envelope's payload.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Envelope">The validator's signed message.</param>
public sealed record AttestCommitment(DateTimeOffset At, AuthenticatedEnvelope Envelope) : MarketCommand(At)
{
    /// <summary>The payload type of an attestation, which is not a protobuf message.</summary>
    public const string PayloadType = "application/vnd.candor.v1.Attestation";
}

/// <summary>A validator's refusal of a commitment.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Claim">What it says.</param>
/// <param name="Envelope">The validator's signed message.</param>
public sealed record RefuseCommitment(DateTimeOffset At, RefusalClaim Claim, AuthenticatedEnvelope Envelope)
    : MarketCommand(At);

/// <summary>A validator's overlap check of two participants' records (statement 6).</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Claim">What it says.</param>
/// <param name="Envelope">The validator's signed message.</param>
public sealed record RecordOverlap(DateTimeOffset At, OverlapClaim Claim, AuthenticatedEnvelope Envelope)
    : MarketCommand(At);
