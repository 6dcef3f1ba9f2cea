using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Candor.Market.Events;
using Candor.Market.Signing;

namespace Candor.Market.Audits;

/// <summary>Something that happened in the overlap check of two commitments (statement 6) and stays so. The names and
/// members below are persisted; they are frozen by golden tests and may only grow.</summary>
/// <param name="Time">When the validator decided it, UTC.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(OverlapDue), "overlap-due/1")]
[JsonDerivedType(typeof(DoubleTagsTaken), "double-tags-taken/1")]
[JsonDerivedType(typeof(OverlapCounted), "overlap-counted/1")]
[JsonDerivedType(typeof(OverlapVoid), "overlap-void/1")]
[JsonDerivedType(typeof(OverlapConcluded), "overlap-concluded/1")]
public abstract record OverlapEvent([property: JsonPropertyOrder(-1)] DateTimeOffset Time);

/// <summary>Both commitments are attested, so their records are to be compared; always event 1.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Market">The market's name.</param>
/// <param name="DefinitionDigest">The market's rules, 32 bytes.</param>
/// <param name="Earlier">The participant whose commitment was attested first.</param>
/// <param name="EarlierCommitmentEvent">Its commitment's event.</param>
/// <param name="Later">The other.</param>
/// <param name="LaterCommitmentEvent">Its commitment's event.</param>
/// <param name="AnswerSeconds">How long each may take to answer, in seconds: in version 2 with the time for the records of
/// both, and for those that a side still has to work through in other checks.</param>
/// <param name="EarlierMessageDigest">The digest of the message that made the earlier commitment, 32 bytes; null in
/// markets of version 1.</param>
/// <param name="LaterMessageDigest">The same of the later one.</param>
public sealed record OverlapDue(
    DateTimeOffset Time,
    string Market,
    ReadOnlyMemory<byte> DefinitionDigest,
    string Earlier,
    ulong EarlierCommitmentEvent,
    string Later,
    ulong LaterCommitmentEvent,
    long AnswerSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    ReadOnlyMemory<byte>? EarlierMessageDigest = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    ReadOnlyMemory<byte>? LaterMessageDigest = null) : OverlapEvent(Time);

/// <summary>One side's double tags are stored; they are the other's committed tags times its own key.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Participant">Who answered.</param>
public sealed record DoubleTagsTaken(DateTimeOffset Time, string Participant) : OverlapEvent(Time);

/// <summary>Both sides have answered, and the shared records are counted.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="SharedRecords">How many records both have.</param>
/// <param name="DebitedRecords">How many of these the later one had not been debited for before.</param>
/// <param name="Verdict">The signed <c>OverlapPayload</c>.</param>
public sealed record OverlapCounted(
    DateTimeOffset Time, ulong SharedRecords, ulong DebitedRecords, SignedEnvelope Verdict) : OverlapEvent(Time);

/// <summary>There is nothing to compare any more: a side stayed silent, or a commitment fell.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Refusals">A signed refusal for each side that stayed silent; none where a commitment fell.</param>
public sealed record OverlapVoid(DateTimeOffset Time, ImmutableArray<SignedEnvelope> Refusals) : OverlapEvent(Time);

/// <summary>The market has answered every verdict of the overlap check.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="IsTaken">Whether the market took the first of them.</param>
public sealed record OverlapConcluded(DateTimeOffset Time, bool IsTaken) : OverlapEvent(Time);

/// <summary>The persisted form of an overlap check's event, as <see cref="AuditEventCodec"/> has it for an
/// audit's.</summary>
public static class OverlapEventCodec
{
    private static readonly OverlapEventJsonContext s_context =
        new(PersistedJson.Options(OverlapEventJsonContext.Default.Options));

    /// <summary>Encodes an event.</summary>
    /// <param name="overlapEvent">The event.</param>
    /// <returns>UTF-8 JSON. The same event always gives the same bytes.</returns>
    public static byte[] Encode(OverlapEvent overlapEvent) =>
        JsonSerializer.SerializeToUtf8Bytes(overlapEvent, s_context.OverlapEvent);

    /// <summary>Decodes an event.</summary>
    /// <param name="encoded">UTF-8 JSON as <see cref="Encode"/> writes it.</param>
    /// <returns>The event.</returns>
    /// <exception cref="FormatException">The bytes are not an event that this version knows.</exception>
    public static OverlapEvent Decode(ReadOnlySpan<byte> encoded) =>
        PersistedJson.Decode(encoded, s_context.OverlapEvent);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(OverlapEvent))]
internal sealed partial class OverlapEventJsonContext : JsonSerializerContext;
