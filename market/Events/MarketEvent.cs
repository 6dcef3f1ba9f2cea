using System.Text.Json.Serialization;
using Candor.Market.Definitions;
using Candor.Market.Settlement;
using Candor.Market.Signing;

namespace Candor.Market.Events;

/// <summary>Something that happened in a market and stays so. The names and members below are persisted; they are
/// frozen by golden tests and may only grow.</summary>
/// <param name="Time">When the server decided it, UTC.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(MarketCreated), "market-created/1")]
[JsonDerivedType(typeof(ParticipantJoined), "participant-joined/1")]
[JsonDerivedType(typeof(CommitmentAccepted), "commitment-accepted/1")]
[JsonDerivedType(typeof(ReportAccepted), "report-accepted/1")]
[JsonDerivedType(typeof(MarketSettled), "market-settled/1")]
[JsonDerivedType(typeof(MarketCancelled), "market-cancelled/1")]
[JsonDerivedType(typeof(CommitmentValidated), "commitment-validated/1")]
[JsonDerivedType(typeof(CommitmentRefused), "commitment-refused/1")]
[JsonDerivedType(typeof(OverlapChecked), "overlap-checked/1")]
[JsonDerivedType(typeof(MaskKeyAccepted), "mask-key/1")]
[JsonDerivedType(typeof(TrainingOpened), "training-opened/1")]
[JsonDerivedType(typeof(TrainingStepOpened), "training-step/1")]
[JsonDerivedType(typeof(StatisticsCommitted), "statistics-committed/1")]
[JsonDerivedType(typeof(StatisticsChecked), "statistics-checked/1")]
[JsonDerivedType(typeof(ContributionAccepted), "contribution-accepted/1")]
[JsonDerivedType(typeof(ContributionChecked), "contribution-checked/1")]
[JsonDerivedType(typeof(PairOpened), "pair-opened/1")]
[JsonDerivedType(typeof(ContributionUnmasked), "contributions-unmasked/1")]
[JsonDerivedType(typeof(PointsCompared), "points-compared/1")]
[JsonDerivedType(typeof(SeedsJudged), "seeds-judged/1")]
[JsonDerivedType(typeof(StepPassed), "step-passed/1")]
[JsonDerivedType(typeof(ReportFell), "report-fell/1")]
[JsonDerivedType(typeof(TrainingClosed), "training-closed/1")]
[JsonDerivedType(typeof(ModelsDelivered), "models-delivered/1")]
[JsonDerivedType(typeof(PlatformFailed), "platform-failed/1")]
public abstract record MarketEvent([property: JsonPropertyOrder(-1)] DateTimeOffset Time);

/// <summary>The operator created the market; always event 1.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Market">The market's name, <c>markets/{market}</c>.</param>
/// <param name="Definition">The rules, and the JSON they were read from.</param>
/// <param name="Envelope">The operator's signed message. SHA-256 of its payload is the market's definition
/// digest.</param>
public sealed record MarketCreated(
    DateTimeOffset Time,
    string Market,
    StoredDefinition Definition,
    SignedEnvelope Envelope) : MarketEvent(Time);

/// <summary>A participant took its place.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="Envelope">Its signed message.</param>
/// <param name="RequestId">The id of the logical call, as it was signed; null in markets of version 1.</param>
public sealed record ParticipantJoined(
    DateTimeOffset Time,
    string Participant,
    SignedEnvelope Envelope,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    string? RequestId = null) : MarketEvent(Time);

/// <summary>A participant committed to its data size.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="Commitment">The commitment, 32 bytes.</param>
/// <param name="DatasetRoot">What the commitment says of the records, 32 bytes.</param>
/// <param name="OpeningProof">The proof of knowledge of its opening, 96 bytes.</param>
/// <param name="Nonce">The server's nonce for the report's proof, 32 bytes.</param>
/// <param name="Envelope">The participant's signed message.</param>
/// <param name="RecordKey">The public half of the key of its records' tags, 32 bytes; null in markets without
/// validation.</param>
/// <param name="RequestId">The id of the logical call, as it was signed; null in markets of version 1.</param>
public sealed record CommitmentAccepted(
    DateTimeOffset Time,
    string Participant,
    ReadOnlyMemory<byte> Commitment,
    ReadOnlyMemory<byte> DatasetRoot,
    ReadOnlyMemory<byte> OpeningProof,
    ReadOnlyMemory<byte> Nonce,
    SignedEnvelope Envelope,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    ReadOnlyMemory<byte>? RecordKey = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    string? RequestId = null) : MarketEvent(Time);

/// <summary>A participant reported.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="Records">The reported size in records.</param>
/// <param name="CommitmentEvent">The sequence number of the commitment it was measured against.</param>
/// <param name="RangeProof">The proof that the report is at most the committed size, 608 bytes.</param>
/// <param name="Envelope">The participant's signed message.</param>
/// <param name="RequestId">The id of the logical call, as it was signed; null in markets of version 1.</param>
public sealed record ReportAccepted(
    DateTimeOffset Time,
    string Participant,
    uint Records,
    long CommitmentEvent,
    ReadOnlyMemory<byte> RangeProof,
    SignedEnvelope Envelope,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    string? RequestId = null) : MarketEvent(Time);

/// <summary>The market settled; final.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Cause">Why now.</param>
/// <param name="Outcome">What everyone is assigned.</param>
/// <param name="Envelope">The operator's signed message, where the operator asked for it.</param>
/// <param name="ReportsDigest">SHA-256 of the range proofs of all reports in roster order, 32 bytes; null in a log that
/// was written before it was there. Nobody can guess a proof, so that nobody who sees but this entry's hash can test
/// guesses of the outcome against it.</param>
public sealed record MarketSettled(
    DateTimeOffset Time,
    SettlementCause Cause,
    MarketOutcome Outcome,
    SignedEnvelope? Envelope,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    ReadOnlyMemory<byte>? ReportsDigest = null) : MarketEvent(Time);

/// <summary>The operator cancelled the market; final.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Reason">The operator's words.</param>
/// <param name="Envelope">The operator's signed message.</param>
public sealed record MarketCancelled(
    DateTimeOffset Time, string Reason, SignedEnvelope Envelope) : MarketEvent(Time);

/// <summary>A validator attested to a participant's commitment (statement 5).</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="CommitmentEvent">The sequence number of the commitment.</param>
/// <param name="Validator">The validator's id in the definition.</param>
/// <param name="Envelope">The validator's signed attestation.</param>
public sealed record CommitmentValidated(
    DateTimeOffset Time,
    string Participant,
    long CommitmentEvent,
    string Validator,
    SignedEnvelope Envelope) : MarketEvent(Time);

/// <summary>A validator refused a participant's commitment, also one with a report: the report falls with
/// it.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="CommitmentEvent">The sequence number of the commitment.</param>
/// <param name="Validator">The validator's id in the definition.</param>
/// <param name="Refusal">Why.</param>
/// <param name="Envelope">The validator's signed message.</param>
public sealed record CommitmentRefused(
    DateTimeOffset Time,
    string Participant,
    long CommitmentEvent,
    string Validator,
    AuditRefusal Refusal,
    SignedEnvelope Envelope) : MarketEvent(Time);

/// <summary>A validator compared the records of two participants (statement 6). What follows is the definition's
/// policy.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Earlier">The participant whose commitment was attested first.</param>
/// <param name="EarlierCommitmentEvent">The sequence number of its commitment.</param>
/// <param name="Later">The other.</param>
/// <param name="LaterCommitmentEvent">The sequence number of its commitment.</param>
/// <param name="SharedRecords">How many records both have.</param>
/// <param name="DebitedRecords">How many of these the later one had not been debited for before.</param>
/// <param name="Validator">The validator's id in the definition.</param>
/// <param name="Envelope">The validator's signed message.</param>
public sealed record OverlapChecked(
    DateTimeOffset Time,
    string Earlier,
    long EarlierCommitmentEvent,
    string Later,
    long LaterCommitmentEvent,
    ulong SharedRecords,
    ulong DebitedRecords,
    string Validator,
    SignedEnvelope Envelope) : MarketEvent(Time);
