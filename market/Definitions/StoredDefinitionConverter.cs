using System.Text.Json;
using System.Text.Json.Serialization;
using Candor.Market.Json;

namespace Candor.Market.Definitions;

/// <summary>A definition's persisted form is its own JSON, as it was written.</summary>
internal sealed class StoredDefinitionConverter : JsonConverter<StoredDefinition>
{
    /// <inheritdoc/>
    public override StoredDefinition Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonElement json = JsonElement.ParseValue(ref reader);

        // It could be read, and not written again: a transcript of somebody else's holds what it likes.
        return JsonStrings.FindHalfCharacterOf(json, json.GetRawText()) is { } path
            ? throw new JsonException(
                $"'definition.{path}' is half a character (an escaped surrogate without its other half); expected text")
            : StoredDefinition.Read(json);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StoredDefinition value, JsonSerializerOptions options) =>
        value.Json.WriteTo(writer);
}
