using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Candor.Market.Signing;

namespace Candor.Market.Audits;

/// <summary>Something that happened in an audit and stays so. The names and members below are persisted; they are
/// frozen by golden tests and may only grow.</summary>
/// <param name="Time">When the validator decided it, UTC.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AuditOpened), "audit-opened/1")]
[JsonDerivedType(typeof(SampleDrawn), "sample-drawn/1")]
[JsonDerivedType(typeof(AuditPassed), "audit-passed/1")]
[JsonDerivedType(typeof(AuditRenewed), "audit-renewed/1")]
[JsonDerivedType(typeof(AuditRefused), "audit-refused/1")]
[JsonDerivedType(typeof(VerdictDelivered), "verdict-delivered/1")]
[JsonDerivedType(typeof(VerdictDeclined), "verdict-declined/1")]
[JsonDerivedType(typeof(OverlapChecksOpened), "comparisons-opened/1")]
[JsonDerivedType(typeof(ProjectionsOpened), "projections-opened/1")]
[JsonDerivedType(typeof(NearnessJudged), "nearness-judged/1")]
[JsonDerivedType(typeof(NearnessConcluded), "nearness-concluded/1")]
public abstract record AuditEvent([property: JsonPropertyOrder(-1)] DateTimeOffset Time);

/// <summary>The participant opened the audit, and statement 3's proof holds; always event 1. It has all that the audit
/// rests on, so that an audit under way needs neither the market's server nor its definition.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Market">The market's name, <c>markets/{market}</c>.</param>
/// <param name="DefinitionDigest">The market's rules, 32 bytes.</param>
/// <param name="Participant">The participant's id.</param>
/// <param name="ParticipantKey">Its key in the roster: SubjectPublicKeyInfo in DER.</param>
/// <param name="CommitmentEvent">The audited commitment's event.</param>
/// <param name="Commitment">C, 32 bytes.</param>
/// <param name="DatasetRoot">R, 32 bytes.</param>
/// <param name="RecordKey">K, 32 bytes.</param>
/// <param name="Size">N, the records under the root.</param>
/// <param name="BadSharePerMillion">The audit policy's δ in millionths.</param>
/// <param name="SecurityBits">The audit policy's -log2 of ε.</param>
/// <param name="AnswerSeconds">How long the participant may take for each answer, in seconds; in version 2 the time of
/// <paramref name="RecordsPerSecond"/> comes on top.</param>
/// <param name="KeepsTags">Whether the tags are kept after the audit, to be compared with those of others.</param>
/// <param name="Envelope">The participant's signed message, with statement 3's proof.</param>
/// <param name="MessageDigest">The digest of the message that committed, 32 bytes, which verdicts name; null in markets of
/// version 1, whose verdicts do not.</param>
/// <param name="RecordsPerSecond">How many records a participant must be able to work through in a second; null in markets of
/// version 1, where the time for an answer does not grow with its records.</param>
/// <param name="Trains">Whether the market holds contributions to the audited records, so that projections are drawn with the
/// sample (statement 8).</param>
public sealed record AuditOpened(
    DateTimeOffset Time,
    string Market,
    ReadOnlyMemory<byte> DefinitionDigest,
    string Participant,
    ReadOnlyMemory<byte> ParticipantKey,
    ulong CommitmentEvent,
    ReadOnlyMemory<byte> Commitment,
    ReadOnlyMemory<byte> DatasetRoot,
    ReadOnlyMemory<byte> RecordKey,
    ulong Size,
    int BadSharePerMillion,
    int SecurityBits,
    long AnswerSeconds,
    bool KeepsTags,
    SignedEnvelope Envelope,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    ReadOnlyMemory<byte>? MessageDigest = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    uint? RecordsPerSecond = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    bool Trains = false) : AuditEvent(Time);

/// <summary>All tags came, strictly rising and under the committed root, and the sample was drawn.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Nonce">The validator's nonce, 32 bytes.</param>
/// <param name="Positions">The sample: positions in the order of tags, strictly rising.</param>
/// <param name="ProjectionsSeed">The seed of ρ (statement 8), 32 bytes, secret until the participant has committed to its
/// statistics; null in markets that train nothing.</param>
public sealed record SampleDrawn(
    DateTimeOffset Time,
    ReadOnlyMemory<byte> Nonce,
    ImmutableArray<ulong> Positions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    ReadOnlyMemory<byte>? ProjectionsSeed = null) : AuditEvent(Time);

/// <summary>Every opening holds; final.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Verdict">The signed attestation (statement 5).</param>
/// <param name="Moments">The moments of the opened records' projections, as
/// <see cref="Commitments.Projections.ProjectionMoments.Export"/> gives them; null in markets that train nothing. The records
/// themselves are not kept.</param>
public sealed record AuditPassed(
    DateTimeOffset Time,
    SignedEnvelope Verdict,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    ReadOnlyMemory<byte>? Moments = null) : AuditEvent(Time);

/// <summary>The participant has committed to the same dataset again, in another message, and the audit of the one before has
/// passed: its verdict is signed anew for this message, without a second sample; final.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="KeptCommitmentEvent">The event of the commitment whose audit has passed.</param>
/// <param name="Verdict">The signed attestation (statement 5).</param>
/// <param name="ProjectionsSeed">The seed of ρ that was drawn with the kept audit's sample, 32 bytes; null in markets that
/// train nothing.</param>
/// <param name="Moments">The moments of the records that were opened there; null in markets that train nothing.</param>
public sealed record AuditRenewed(
    DateTimeOffset Time,
    ulong KeptCommitmentEvent,
    SignedEnvelope Verdict,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    ReadOnlyMemory<byte>? ProjectionsSeed = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    ReadOnlyMemory<byte>? Moments = null) : AuditEvent(Time);

/// <summary>An opening does not hold, or no answer came in time; final.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Refusal">Why.</param>
/// <param name="Position">The position of the tag to blame, where there is one.</param>
/// <param name="Verdict">The signed refusal.</param>
public sealed record AuditRefused(
    DateTimeOffset Time, AuditRefusal Refusal, ulong? Position, SignedEnvelope Verdict) : AuditEvent(Time);

/// <summary>The market has taken the verdict.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Event">The number of its event in the market.</param>
public sealed record VerdictDelivered(DateTimeOffset Time, ulong Event) : AuditEvent(Time);

/// <summary>The market will never take the verdict: it is over, or another commitment stands there now.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Reason">The market's reason, such as <c>MARKET_SETTLED</c>.</param>
public sealed record VerdictDeclined(DateTimeOffset Time, string Reason) : AuditEvent(Time);

/// <summary>The market has taken the attestation, and the overlap checks with all commitments that were attested by
/// then are open. Only in markets that compare records.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Count">How many overlap checks.</param>
public sealed record OverlapChecksOpened(DateTimeOffset Time, int Count) : AuditEvent(Time);

/// <summary>The participant has committed to its statistics, and what the validator asks of them is signed: ρ is secret no
/// longer. Once for a commitment.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="StatisticsDigest">The digest of the commitments to the statistics, 32 bytes.</param>
/// <param name="Records">t', the reported records.</param>
/// <param name="Bounds">The interval of each projection, as
/// <see cref="Commitments.Projections.ProjectionBounds.ToArray"/> gives them.</param>
/// <param name="Projections">The signed <c>ProjectionsPayload</c>, which the participant receives.</param>
public sealed record ProjectionsOpened(
    DateTimeOffset Time,
    ReadOnlyMemory<byte> StatisticsDigest,
    uint Records,
    ReadOnlyMemory<byte> Bounds,
    SignedEnvelope Projections) : AuditEvent(Time);

/// <summary>The participant's proof of statement 8 came, and is judged; final. With the commitments of the digest that is in the
/// answer, it shows what was judged.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="IsNear">Whether it holds.</param>
/// <param name="Verdict">The signed <c>StatisticsVerdictPayload</c>.</param>
/// <param name="Answer">The participant's signed <c>ProveNearnessPayload</c>; null where it was judged by a version that asked
/// for none.</param>
/// <param name="Proof">The proof whose digest is in it; null where there is no answer.</param>
public sealed record NearnessJudged(
    DateTimeOffset Time,
    bool IsNear,
    SignedEnvelope Verdict,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    SignedEnvelope? Answer = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    ReadOnlyMemory<byte>? Proof = null) : AuditEvent(Time);

/// <summary>The market has taken the verdict on the statistics, or will never take it.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Event">The number of its event in the market; null where the market will never take it.</param>
/// <param name="Reason">The market's reason, such as <c>STEP_OVER</c>; null where it has.</param>
public sealed record NearnessConcluded(DateTimeOffset Time, ulong? Event, string? Reason) : AuditEvent(Time);
