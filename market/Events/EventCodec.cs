using System.Text.Json;
using System.Text.Json.Serialization;

namespace Candor.Market.Events;

/// <summary>The persisted form of an event: one JSON object in UTF-8 whose first member, <c>type</c>, carries name and
/// version. Byte strings are base64, times ISO 8601, numbers in their shortest form that reads back to the same
/// double.</summary>
public static class EventCodec
{
    private static readonly EventJsonContext s_context =
        new(PersistedJson.Options(EventJsonContext.Default.Options));

    /// <summary>Encodes an event.</summary>
    /// <param name="marketEvent">The event.</param>
    /// <returns>UTF-8 JSON. The same event always gives the same bytes.</returns>
    public static byte[] Encode(MarketEvent marketEvent) =>
        JsonSerializer.SerializeToUtf8Bytes(marketEvent, s_context.MarketEvent);

    /// <summary>Decodes an event.</summary>
    /// <param name="encoded">UTF-8 JSON as <see cref="Encode"/> writes it.</param>
    /// <returns>The event.</returns>
    /// <exception cref="FormatException">The bytes are not an event that this version knows: a member is unknown or
    /// missing, or the type is from a newer version.</exception>
    public static MarketEvent Decode(ReadOnlySpan<byte> encoded)
    {
        MarketEvent decoded = PersistedJson.Decode(encoded, s_context.MarketEvent);

        // The serializer respects the annotations of members, not those of a list's elements.
        return decoded is MarketSettled settled && settled.Outcome.Assignments.Any(static a => a is null)
            ? throw new FormatException("An assignment of a settlement is 'null'; expected an object.")
            : TrainingForm.FindFault(decoded) is { } fault
            ? throw new FormatException($"An event does not decode: {fault}")
            : decoded;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(MarketEvent))]
internal sealed partial class EventJsonContext : JsonSerializerContext;
