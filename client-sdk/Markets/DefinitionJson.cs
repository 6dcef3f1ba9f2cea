using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Candor.Market.Definitions;
using Google.Protobuf;

namespace Candor.Client.Markets;

/// <summary>Between the two forms of a definition: the message that is signed and the checked rules.</summary>
internal static class DefinitionJson
{
    private static readonly JsonParser s_parser = new(JsonParser.Settings.Default);

    /// <summary>Writes the rules as a message.</summary>
    /// <exception cref="InvalidProtocolBufferException">The reader let a spelling pass that protobuf does
    /// not.</exception>
    internal static V1.MarketDefinition ToMessage(MarketDefinition definition)
    {
        // Written token by token: the element's raw text still has the file's comments and trailing commas, which
        // protobuf's parser refuses.
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            definition.Json.WriteTo(writer);
        }

        return s_parser.Parse<V1.MarketDefinition>(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>Reads the rules out of a message.</summary>
    /// <returns>The rules; null, with the faults, where the message breaks one.</returns>
    internal static MarketDefinition? ToRules(V1.MarketDefinition message, out ImmutableArray<DefinitionFault> faults)
    {
        MarketDefinitionReader.TryRead(
            JsonFormatter.Default.Format(message), out MarketDefinition? definition, out faults);
        return definition;
    }
}
