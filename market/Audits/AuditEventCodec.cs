using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Candor.Market.Audits;

/// <summary>The persisted form of an audit's event, as <see cref="Events.EventCodec"/> has it for a market's: one JSON
/// object in UTF-8 whose first member, <c>type</c>, carries name and version.</summary>
public static class AuditEventCodec
{
    private static readonly AuditEventJsonContext s_context = new(
        new JsonSerializerOptions(AuditEventJsonContext.Default.Options)
        {
            // A log is read by people and never by a browser: only what JSON itself demands is escaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });

    /// <summary>Encodes an event.</summary>
    /// <param name="auditEvent">The event.</param>
    /// <returns>UTF-8 JSON. The same event always gives the same bytes.</returns>
    public static byte[] Encode(AuditEvent auditEvent) =>
        JsonSerializer.SerializeToUtf8Bytes(auditEvent, s_context.AuditEvent);

    /// <summary>Decodes an event.</summary>
    /// <param name="encoded">UTF-8 JSON as <see cref="Encode"/> writes it.</param>
    /// <returns>The event.</returns>
    /// <exception cref="FormatException">The bytes are not an event that this version knows: a member is unknown or
    /// missing, or the type is from a newer version.</exception>
    public static AuditEvent Decode(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return JsonSerializer.Deserialize(encoded, s_context.AuditEvent)
                ?? throw new FormatException("An event is 'null'; expected a JSON object with a member 'type'.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new FormatException($"An event does not decode: {e.Message}", e);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AuditEvent))]
internal sealed partial class AuditEventJsonContext : JsonSerializerContext;
