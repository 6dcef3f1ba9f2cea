using System.Text.Json;
using System.Text.Json.Serialization;

namespace Candor.Market.Definitions;

/// <summary>A definition's persisted form is its own JSON, as it was written.</summary>
internal sealed class StoredDefinitionConverter : JsonConverter<StoredDefinition>
{
    /// <inheritdoc/>
    public override StoredDefinition Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        StoredDefinition.Read(JsonElement.ParseValue(ref reader));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StoredDefinition value, JsonSerializerOptions options) =>
        value.Json.WriteTo(writer);
}
