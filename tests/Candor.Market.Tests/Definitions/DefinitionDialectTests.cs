using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Market.Definitions;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Definitions;

public sealed class DefinitionDialectTests
{
    private static readonly TestKey s_operator = new();
    private static readonly TestKey[] s_keys = [new(), new()];

    [Theory]
    [InlineData("quality", """{"kind": "sigmoid"}""", """{"sigmoid": {}}""")]
    [InlineData("quality", """{"kind": "linear"}""", """{"linear": {}}""")]
    [InlineData(
        "quality",
        """{"kind": "powerLaw", "ceiling": 0.9, "scale": 2, "exponent": 0.5}""",
        """{"powerLaw": {"ceiling": 0.9, "scale": 2, "exponent": 0.5}}""")]
    [InlineData(
        "quality",
        """{"kind": "exponential", "ceiling": 1, "rate": 1e-1, "shape": 1}""",
        """{"exponential": {"ceiling": 1, "rate": 1e-1, "shape": 1}}""")]
    [InlineData(
        "quality",
        """{"kind": "saturating", "ceiling": 1, "half": 3, "shape": 1}""",
        """{"saturating": {"ceiling": 1, "half": 3, "shape": 1}}""")]
    [InlineData(
        "quality",
        """{"kind": "table", "points": [[1, 0.5], [4, 0.75]]}""",
        """{"table": {"points": [{"size": 1, "quality": 0.5}, {"size": 4, "quality": 0.75}]}}""")]
    [InlineData(
        "valuation",
        """{"kind": "linear", "alpha": [[2, -0.3], [0.2, 0.8]]}""",
        """{"linear": {"rows": [{"values": [2, -0.3]}, {"values": [0.2, 0.8]}]}}""")]
    [InlineData("valuation", """{"kind": "growth", "alpha": -0.5}""", """{"growth": {"alpha": -0.5}}""")]
    [InlineData(
        "valuation",
        """
        {"kind": "separable", "own": [[[0, 0], [1, 1]], [[0, 0], [1, 2]]],
          "others": [[null, [[0, 0], [1, -0.5]]], [null, null]]}
        """,
        """
        {"separable": {
          "own": [
            {"points": [{"quality": 0, "value": 0}, {"quality": 1, "value": 1}]},
            {"points": [{"quality": 0, "value": 0}, {"quality": 1, "value": 2}]}],
          "effects": [
            {"row": 0, "column": 1, "curve": {"points": [{"quality": 0, "value": 0}, {"quality": 1, "value": -0.5}]}}]}}
        """)]
    [InlineData(
        "valuation",
        """{"kind": "table", "sizes": [0, 2], "values": [[[0, 0], [1, 0.5]], [[0, 1], [0, -0.25]]]}""",
        """{"table": {"sizes": [0, 2], "tables": [{"values": [0, 0, 1, 0.5]}, {"values": [0, 1, 0, -0.25]}]}}""")]
    [InlineData("allocation", "\"bestOrNothing\"", "\"ALLOCATION_RULE_BEST_OR_NOTHING\"")]
    [InlineData("allocation", "\"efficient\"", "\"ALLOCATION_RULE_EFFICIENT\"")]
    [InlineData("allocation", "\"best\"", "\"ALLOCATION_RULE_BEST\"")]
    [InlineData("allocation", "\"none\"", "\"ALLOCATION_RULE_NONE\"")]
    [InlineData("payment", "\"mep\"", "\"PAYMENT_RULE_MEP\"")]
    [InlineData("payment", "\"free\"", "\"PAYMENT_RULE_FREE\"")]
    [InlineData("payment", "\"desirable\"", "\"PAYMENT_RULE_DESIRABLE\"")]
    [InlineData("optOut", "\"everyone\"", "\"OPT_OUT_RULE_EVERYONE\"")]
    [InlineData("optOut", "\"participants\"", "\"OPT_OUT_RULE_PARTICIPANTS\"")]
    public void TryReadWritten_EitherSpelling_IsTheSameMarket(string member, string dialect, string contract)
    {
        string inDialect = With(member, dialect);
        string inContract = With(member, contract);

        Assert.True(MarketDefinitionReader.TryReadWritten(inDialect, out MarketDefinition? written, out _));
        Assert.True(MarketDefinitionReader.TryReadWritten(inContract, out MarketDefinition? old, out _));

        Assert.True(MarketDefinitionReader.TryRead(inContract, out MarketDefinition? signed, out _));
        Assert.True(JsonElement.DeepEquals(signed.Json, written.Json));
        Assert.True(JsonElement.DeepEquals(signed.Json, old.Json));
        Assert.Equal(
            MarketSettlement.Settle(signed, [100, 300]).Assignments.AsEnumerable(),
            MarketSettlement.Settle(written, [100, 300]).Assignments.AsEnumerable());

        // What is signed has one spelling: the reader of servers and logs does not take the dialect.
        Assert.False(MarketDefinitionReader.TryRead(inDialect, out _, out var faults));
        Assert.StartsWith(member, faults[0].Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quality", """{"kind": "cubic"}""", "quality.kind")]
    [InlineData("quality", """{"kind": "sigmoid", "rate": 1}""", "quality.rate")]
    [InlineData("quality", """{"kind": "sigmoid", "sigmoid": {}}""", "quality.sigmoid")]
    [InlineData("quality", """{"kind": "powerLaw", "ceiling": 1.5, "scale": 1, "exponent": 1}""", "quality.ceiling")]
    [InlineData("quality", """{"kind": "exponential", "ceiling": 1, "shape": 1}""", "quality.rate")]
    [InlineData("quality", """{"kind": "table", "points": []}""", "quality.points")]
    [InlineData("quality", """{"kind": "table", "points": [[1, 1.5]]}""", "quality.points[0][1]")]
    [InlineData("quality", """{"kind": "table", "points": [[1, 0.5], [2, 0.4]]}""", "quality.points[1][1]")]
    [InlineData("quality", """{"kind": "table", "points": [{"size": 1, "quality": 0.5}]}""", "quality.points[0]")]
    [InlineData("valuation", """{"kind": "linear", "alpha": [[1, 0]]}""", "valuation.alpha")]
    [InlineData("valuation", """{"kind": "linear", "alpha": [[1, 0], [0]]}""", "valuation.alpha[1]")]
    [InlineData("valuation", """{"kind": "linear", "alpha": [[1, "NaN"], [0, 1]]}""", "valuation.alpha[0][1]")]
    [InlineData("valuation", """{"kind": "linear", "alpha": [[1, 0], [0, -1]]}""", "valuation.alpha[1][1]")]
    [InlineData("valuation", """{"kind": "linear", "alpha": [[1, 2e300], [0, 1]]}""", "valuation.alpha[0][1]")]
    [InlineData("valuation", """{"kind": "growth", "alpha": -3}""", "valuation.alpha")]
    [InlineData("valuation", """{"kind": "growth"}""", "valuation.alpha")]
    [InlineData("valuation", """{"kind": "separable", "own": [[[0, 0]]], "others": [[null]]}""", "valuation.own")]
    [InlineData(
        "valuation",
        """{"kind": "separable", "own": [[[0, 1], [1, 0]], [[0, 0]]], "others": [[null, null], [null, null]]}""",
        "valuation.own[0][1][1]")]
    [InlineData("valuation", """{"linear": {"rows": [{"values": [1, 2e300]}, {"values": [0, 1]}]}}""",
        "valuation.linear.rows[0].values[1]")]
    [InlineData("allocation", "\"bets\"", "allocation")]
    [InlineData("allocation", "\"ALLOCATION_RULE_BETS\"", "allocation")]
    [InlineData("payment", "\"Mep\"", "payment")]
    public void TryReadWritten_Fault_NamesThePathThatTheAuthorWrote(string member, string value, string path)
    {
        Assert.False(MarketDefinitionReader.TryReadWritten(With(member, value), out _, out var faults));
        Assert.Equal(path, faults[0].Path);
        Assert.NotEmpty(faults[0].Expected);
        Assert.NotEmpty(faults[0].Found);
    }

    [Fact]
    public void TryReadWritten_Sample_IsAMarketOnceItHasKeys()
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "markets", "rivals-in-the-dialect.json"))
            .Replace("OPERATOR_KEY", s_operator.Base64, StringComparison.Ordinal)
            .Replace("NORTH_KEY", s_keys[0].Base64, StringComparison.Ordinal)
            .Replace("SOUTH_KEY", s_keys[1].Base64, StringComparison.Ordinal);

        Assert.True(MarketDefinitionReader.TryReadWritten(text, out MarketDefinition? read, out _));
        Assert.Equal(2, read.Mechanism.Count);
    }

    [Fact]
    public void ToContract_CommentsAndOtherMembers_KeepsTheMembersAndTheNumbersText()
    {
        string contract = DefinitionDialect.ToContract(
            """
            { // rivals
              "displayName": "x", "valuation": { "kind": "growth", "alpha": 1.50e-1 }, "payment": "free", }
            """);

        Assert.Equal(
            """{"displayName":"x","valuation":{"growth":{"alpha":1.50e-1}},"payment":"PAYMENT_RULE_FREE"}""", contract);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"quality": {"kind": "table"}}""")]
    public void ToContract_NoDefinition_IsTheCallersMistake(string json) =>
        Assert.Throws<ArgumentException>(() => DefinitionDialect.ToContract(json));

    private static string With(string member, string value)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text[member] = JsonNode.Parse(value);
        if ((member == "valuation" && value.Contains("table", StringComparison.Ordinal))
            || value.Replace("_", "", StringComparison.Ordinal).Contains("OrNothing", StringComparison.OrdinalIgnoreCase))
        {
            text["version"] = 3;
        }

        if (member == "payment" && value.Contains("desirable", StringComparison.OrdinalIgnoreCase))
        {
            text["reportGrid"] = new JsonObject { ["unitRecords"] = 100, ["maxRecords"] = 1000 };
        }

        return text.ToJsonString();
    }
}
