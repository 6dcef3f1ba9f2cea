using System.Text.Json;
using System.Text.Json.Serialization;
using Candor.Market.Events;

namespace Candor.Market.Audits;

/// <summary>The persisted form of an audit's event, as <see cref="Events.EventCodec"/> has it for a market's: one JSON
/// object in UTF-8 whose first member, <c>type</c>, carries name and version.</summary>
public static class AuditEventCodec
{
    private static readonly AuditEventJsonContext s_context =
        new(PersistedJson.Options(AuditEventJsonContext.Default.Options));

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
    public static AuditEvent Decode(ReadOnlySpan<byte> encoded) =>
        PersistedJson.Decode(encoded, s_context.AuditEvent);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AuditEvent))]
internal sealed partial class AuditEventJsonContext : JsonSerializerContext;
