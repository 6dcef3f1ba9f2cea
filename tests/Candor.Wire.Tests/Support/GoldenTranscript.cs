using System.Text.Json.Nodes;
using Candor.Market.Events;

namespace Candor.Wire.Tests.Support;

/// <summary>The golden market's transcript: every kind of entry, signed.</summary>
internal static class GoldenTranscript
{
    internal static IReadOnlyList<MarketEvent> Events { get; } =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "golden", "transcripts", "market-v1.jsonl"))
            .Skip(1)
            .Select(line => EventCodec.Decode(
                Convert.FromBase64String((string)JsonNode.Parse(line)!["entry"]!))),
    ];

    internal static V1.MarketDefinition Definition => V1.CreateMarketPayload.Parser
        .ParseFrom(((MarketCreated)Events[0]).Envelope.Payload.Span).Definition;
}
