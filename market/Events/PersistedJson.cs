using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Candor.Market.Events;

/// <summary>What the persisted forms of all events share, a market's, an audit's and an overlap check's: one JSON object in
/// UTF-8, and one kind of error for bytes that do not decode.</summary>
internal static class PersistedJson
{
    /// <summary>The options of generated code, with the escaping of logs.</summary>
    /// <param name="generated">The generated options.</param>
    internal static JsonSerializerOptions Options(JsonSerializerOptions generated) => new(generated)
    {
        // A log is read by people and never by a browser: only what JSON itself demands is escaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Decodes an event.</summary>
    /// <typeparam name="T">The base of the events.</typeparam>
    /// <param name="encoded">UTF-8 JSON.</param>
    /// <param name="type">How it is read.</param>
    /// <exception cref="FormatException">The bytes are not an event that this version knows.</exception>
    internal static T Decode<T>(ReadOnlySpan<byte> encoded, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(encoded, type)
                ?? throw new FormatException("An event is 'null'; expected a JSON object with a member 'type'.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new FormatException($"An event does not decode: {e.Message}", e);
        }
    }
}
