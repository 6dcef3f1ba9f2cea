using System.Text.Json.Nodes;
using Candor.Market.Definitions;
using Candor.Market.Scenarios;
using Candor.Market.Settlement;
using Candor.Market.Tests.Support;
using Candor.Mechanism;
using Candor.Mechanism.Checks;

namespace Candor.Market.Tests.Definitions;

/// <summary>Tables of values and the rules of version 3, in markets and on paper.</summary>
public sealed class ValueTableReaderTests
{
    private const string Table =
        """{"table": {"sizes": [0, 2], "tables": [{"values": [0, 0, 1, 0.5]}, {"values": [0, 1, 0, -0.25]}]}}""";

    private const string Separable =
        """
        {"separable": {
          "own": [{"points": [{"quality": 0, "value": 0}, {"quality": 1, "value": 1}]},
                  {"points": [{"quality": 0, "value": 0}, {"quality": 1, "value": 1}]}],
          "effects": [
            {"row": 0, "column": 1, "curve": {"points": [{}, {"quality": 0.5}, {"quality": 1, "value": -3}]}},
            {"row": 1, "column": 0, "curve": {"points": [{}, {"quality": 0.5}, {"quality": 1, "value": -3}]}}]}}
        """;

    private static readonly TestKey s_operator = new();
    private static readonly TestKey[] s_keys = [new(), new()];

    [Fact]
    public void Settle_Table_ReadsTheLastParticipantFastest()
    {
        MarketDefinition read = Read(With(3, Table));
        IValuation valuation = read.Mechanism.Valuation;
        Assert.Equal(1, valuation.Evaluate(0, [1, 0]));
        Assert.Equal(1, valuation.Evaluate(1, [0, 1]));
        Assert.Equal(0.5, valuation.Evaluate(0, [0.5, 0]));
        MarketOutcome outcome = MarketSettlement.Settle(read, [100, 100]);
        Assert.All(outcome.Assignments, static a => Assert.InRange(a.AllocatedQuality, 0, 1));
    }

    [Theory]
    [InlineData(1, "ALLOCATION_RULE_EFFICIENT", 0)]
    [InlineData(2, "ALLOCATION_RULE_EFFICIENT", 0)]
    [InlineData(3, "ALLOCATION_RULE_EFFICIENT", 0.5)]
    [InlineData(3, "ALLOCATION_RULE_BEST_OR_NOTHING", 0)]
    public void Settle_Separable_HasTheMeaningOfItsVersion(int version, string rule, double allocated)
    {
        JsonObject text = With(version, Separable);
        text["allocation"] = rule;
        text["quality"] = JsonNode.Parse("""{"table": {"points": [{"size": 3, "quality": 1}]}}""");
        Assert.All(
            MarketSettlement.Settle(Read(text), [100, 100]).Assignments,
            assignment => Assert.Equal(allocated, assignment.AllocatedQuality, 15));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Settle_ColumnSumBetweenTheTolerances_IsATieBeforeVersion3Only(int version, bool isServed)
    {
        // The second's column sum is -1e-10 beside coefficients of 1.
        JsonObject text = With(
            version, """{"linear": {"rows": [{"values": [1, -1.0000000001]}, {"values": [0, 1]}]}}""");
        MarketOutcome outcome = MarketSettlement.Settle(Read(text), [100, 100]);
        Assert.Equal(isServed ? outcome.BestQuality : 0, outcome.Assignments[1].AllocatedQuality);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TryRead_WhatOnlyVersion3Knows_IsAFaultBefore(int version)
    {
        AssertFault(With(version, Table), "valuation.table", "version 3");
        JsonObject rule = With(version, Separable);
        rule["allocation"] = "ALLOCATION_RULE_BEST_OR_NOTHING";
        AssertFault(rule, "allocation", "version 3");
    }

    [Theory]
    [InlineData("""{"table": {"sizes": [0, 2], "tables": [{"values": [0, 0, 1]}, {"values": [0, 1, 0, 0]}]}}""",
        "valuation.table.tables[0].values", "4 values, one for each combination of 2 sizes of 2 participants")]
    [InlineData("""{"table": {"sizes": [0, 2], "tables": [{"values": [0, 0, 1, 1]}]}}""",
        "valuation.table.tables", "2 tables, one for each participant of the roster")]
    [InlineData("""{"table": {"sizes": [1, 2], "tables": [{"values": [0, 0, 1, 1]}, {"values": [0, 0, 1, 1]}]}}""",
        "valuation.table.sizes[0]", "0, the size of who has no data")]
    [InlineData("""{"table": {"sizes": [0, 2, 2], "tables": []}}""", "valuation.table.sizes[2]", "more than 2")]
    [InlineData("""{"table": {"sizes": [0, 60, 70], "tables": []}}""", "valuation.table.sizes[2]", "higher quality")]
    [InlineData("""{"table": {"sizes": [0], "tables": []}}""", "valuation.table.sizes", "2 to 64")]
    [InlineData("""{"table": {"sizes": [0, 2]}}""", "valuation.table.tables", "one table of values a participant")]
    [InlineData(
        """{"table": {"sizes": [0, 2], "tables": [{"values": [0, "NaN", 1, 1]}, {"values": [0, 0, 1, 1]}]}}""",
        "valuation.table.tables[0].values[1]", "a finite number")]
    [InlineData(
        """{"table": {"sizes": [0, 2], "tables": [{"values": [0, 1e301, 1, 1]}, {"values": [0, 0, 1, 1]}]}}""",
        "valuation.table.tables[0].values[1]", "magnitude at most 1E+300")]
    [InlineData(
        """{"table": {"sizes": [0, 2], "tables": [{"values": [0, 1e14, 1, 1]}, {"values": [0, 0, 1, 1]}]}}""",
        "valuation", "fits in 64 bits")]
    public void TryRead_FaultyTable_NamesThePath(string table, string path, string expected) =>
        AssertFault(With(3, table), path, expected);

    [Fact]
    public void TryRead_TooManyValues_IsAFaultOfTheSizes()
    {
        TestKey[] keys = [.. Enumerable.Range(0, 9).Select(static _ => new TestKey())];
        JsonObject nine = DefinitionText.For(s_operator, keys);
        (nine["version"], nine["valuation"]) = (3, JsonNode.Parse("""{"table": {"sizes": [0, 2], "tables": []}}"""));
        AssertFault(nine, "valuation.table.tables", "1 to 8, one table each");
        JsonObject eight = DefinitionText.For(s_operator, keys[..8]);
        (eight["version"], eight["valuation"]) = (3, JsonNode.Parse("""{"table": {"sizes": [0, 1, 2], "tables": []}}"""));
        AssertFault(eight, "valuation.table.sizes", "at most 20000 values in all in a market");
    }

    [Theory]
    [InlineData("'sizes': [0, 1], 'values': [[[0, 0], [1]], [[0, 1], [0, 1]]]",
        "valuation.values[0][1]: found 1, expected an array of 2 values, one for each size of participant 1")]
    [InlineData("'sizes': [0, 1], 'values': [[[0, 0]], [[0, 1], [0, 1]]]",
        "valuation.values[0]: found 1, expected an array of 2 arrays, one for each size of participant 0")]
    [InlineData("'sizes': [0, 1], 'values': [[[0, 0], [1, true]], [[0, 1], [0, 1]]]",
        "valuation.values[0][1][1]: found true, expected a finite number")]
    [InlineData("'sizes': [0, 1], 'values': []",
        "valuation.values: found 0 participants, expected 1 to 8, one table each")]
    [InlineData("'sizes': [0, 1]", "valuation.values: found nothing, expected one table of values a participant")]
    public void Parse_FaultyTableOnPaper_NamesThePath(string members, string fault)
    {
        string json = "{ 'quality': { 'kind': 'linear' }, 'types': [1, 1], 'valuation': { 'kind': 'table', "
            + members + " } }";
        Assert.False(ScenarioReader.TryParse(json.Replace('\'', '"'), out _, out var faults));
        Assert.Equal(fault, faults[0].ToString());
    }

    [Fact]
    public void Parse_TableOnPaper_IsSettledAsGiven()
    {
        Scenario scenario = ScenarioReader.Parse("""
            { "quality": { "kind": "linear" }, "types": [1, 1], "payment": "free",
              "valuation": { "kind": "table", "sizes": [0, 1, 2],
                "values": [[[0, 0, 0], [1, 1, 0], [2, 1, -1]], [[0, 1, 2], [0, 1, 1], [0, 0, -1]]] } }
            """);
        SettledScenario settled = scenario.Settle();
        Assert.Equal([1.0, 1.0], settled.Evaluation.Valuations.ToArray());
        Assert.Equal([0.0, 0.0], settled.Outcome.AllocatedQualities.ToArray());
        Assert.Equal(AllocationCertainty.Exact, settled.Outcome.Certainty);
    }

    [Theory]
    [InlineData("cases/verdicts/separable-not-efficient.json", 0.5, 0.5)]
    [InlineData("scenarios/data-that-completes-each-other.json", 0.46211715726000979, 0.46211715726000979)]
    public void Check_FileWithPartialQualities_IsEfficientAtEveryProfile(string file, double first, double second)
    {
        Scenario scenario = ScenarioReader.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)));
        double[] allocated = [.. scenario.Settle().Outcome.AllocatedQualities];
        Assert.Equal(first, allocated[0], 1e-15);
        Assert.Equal(second, allocated[1], 1e-15);
        Assert.True(PropertyCheck.Run(scenario.Mechanism, scenario.Grid!).Efficient.Holds);
    }

    private static JsonObject With(int version, string valuation)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["version"] = version;
        text["valuation"] = JsonNode.Parse(valuation);
        if (valuation == Table)
        {
            text["quality"] = JsonNode.Parse("""{"table": {"points": [{"size": 2, "quality": 1}]}}""");
        }

        return text;
    }

    private static MarketDefinition Read(JsonObject text)
    {
        Assert.True(
            MarketDefinitionReader.TryRead(text.ToJsonString(), out MarketDefinition? read, out var faults),
            string.Join("; ", faults));
        return read;
    }

    private static void AssertFault(JsonObject text, string path, string expected)
    {
        Assert.False(MarketDefinitionReader.TryRead(text.ToJsonString(), out _, out var faults));
        Assert.Equal(path, faults[0].Path);
        Assert.Contains(expected, faults[0].Expected, StringComparison.Ordinal);
    }
}
