using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Candor.Market.Definitions;
using Candor.Market.Settlement;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Settlement;

/// <summary>What markets of each version have settled to, bit for bit.</summary>
public sealed class GoldenSettlementTests
{
    private static readonly TestKey s_operator = new();
    private static readonly TestKey[] s_keys = [new(), new(), new()];

    private static readonly JsonNode[] s_lines =
    [
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "settlements", "settlements.jsonl"))
            .Select(static line => JsonNode.Parse(line)!),
    ];

    [Fact]
    public void Settle_EveryLine_GivesItsBits()
    {
        Assert.Equal([1, 2, 3], s_lines.Select(static line => (int)line["version"]!).Distinct().Order());
        foreach (JsonNode line in s_lines)
        {
            MarketDefinition definition = Read(line);
            foreach (JsonNode? settled in line["settled"]!.AsArray())
            {
                MarketOutcome outcome = MarketSettlement.Settle(definition, ReportsOf(settled!));
                Assert.Equal((double)settled!["best"]!, outcome.BestQuality);
                Assert.Equal(
                    settled["own"]!.AsArray().Select(static own => (double)own!),
                    outcome.Assignments.Select(static one => one.OwnQuality));
                Assert.Equal(
                    settled["micros"]!.AsArray().Select(static micros => (long)micros!),
                    outcome.Assignments.Select(static one => one.PaymentMicros));
            }
        }
    }

    /// <summary>The lines tell the versions apart: what is correctly rounded has other bits somewhere.</summary>
    [Fact]
    public void Lines_OfVersionsTwoAndThree_DifferForCurvesOfSeveralSteps()
    {
        foreach (string kind in (string[])["powerLaw", "exponential", "saturating"])
        {
            string[] bits = [.. s_lines
                .Where(line => line["quality"]![kind] is not null && line["paymentUnit"] is null)
                .GroupBy(static line => (int)line["version"]!)
                .OrderBy(static version => version.Key)
                .Select(static version => string.Join('\n', version.Select(line => line["settled"]!.ToJsonString())))];
            Assert.Equal(bits[0], bits[1]);
            Assert.NotEqual(bits[1], bits[2]);
        }
    }

    private static ImmutableArray<uint?> ReportsOf(JsonNode settled) =>
        [.. settled["reports"]!.AsArray().Select(static report => (uint?)report)];

    private static MarketDefinition Read(JsonNode line)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["recordsPerUnit"] = 97;
        text["allocation"] = "ALLOCATION_RULE_BEST";
        foreach (string member in (string[])["version", "quality", "valuation", "paymentUnit"])
        {
            if (line[member] is { } value)
            {
                text[member] = value.DeepClone();
            }
        }

        Assert.True(
            MarketDefinitionReader.TryRead(
                text.ToJsonString(), out MarketDefinition? definition, out ImmutableArray<DefinitionFault> faults),
            string.Join("; ", faults));
        return definition;
    }
}
