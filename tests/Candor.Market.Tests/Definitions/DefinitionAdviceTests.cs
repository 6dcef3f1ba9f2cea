using System.Text.Json.Nodes;
using Candor.Market.Definitions;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Definitions;

public class DefinitionAdviceTests
{
    private static readonly TestKey s_operator = new();
    private static readonly TestKey[] s_keys = [new TestKey(), new TestKey()];

    [Fact]
    public void Of_TableOfMeasuredPoints_SaysFromWhereItIsFlat()
    {
        MarketDefinition definition = Read(static text => text["quality"] = JsonNode.Parse(
            """{ "table": { "points": [{ "size": 1, "quality": 0.5 }, { "size": 2, "quality": 0.7 }] } }"""));
        Assert.Contains(
            DefinitionAdvice.Of(definition),
            static line => line.StartsWith("Assumption 1", StringComparison.Ordinal)
                && line.Contains("is not above Q(2) = 0.7", StringComparison.Ordinal));
        Assert.False(DefinitionAdvice.Assumptions(definition).Assumption1.Holds);
    }

    [Fact]
    public void Of_Competitors_NamesWhoHarmsWhom() =>
        Assert.Equal(
            [
                "Definition 10 (a market in which nobody competes) fails: as the quality of participant 0 rises from 0 to 1 at "
                + "(1, 0), the valuation of participant 1 goes from 0 to -0.1",
            ],
            DefinitionAdvice.Of(Read(static _ => { })).AsEnumerable());

    [Fact]
    public void Of_FreeAmongCompetitors_SaysThatTheorem4DoesNotApply()
    {
        MarketDefinition definition = Read(static text => text["payment"] = "PAYMENT_RULE_FREE");
        Assert.StartsWith(
            "Theorem 4 does not apply", DefinitionAdvice.Of(definition)[^1], StringComparison.Ordinal);
        Assert.Null(DefinitionAdvice.Assumptions(definition).Theorem1);
    }

    [Fact]
    public void Of_NobodyCompetes_SaysThatItCouldBeFree()
    {
        MarketDefinition definition = Read(static text => text["valuation"] = JsonNode.Parse(
            """{ "linear": { "rows": [{ "values": [1, 0] }, { "values": [0.5, 1] }] } }"""));
        Assert.Equal(
            ["Theorem 4 applies: nobody competes, so the best model for everyone, free of charge, is desirable."],
            DefinitionAdvice.Of(definition).AsEnumerable());
    }

    private static MarketDefinition Read(Action<JsonObject> change)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        change(text);
        Assert.True(
            MarketDefinitionReader.TryRead(text.ToJsonString(), out MarketDefinition? definition, out var faults),
            string.Join("; ", faults));
        return definition;
    }
}
