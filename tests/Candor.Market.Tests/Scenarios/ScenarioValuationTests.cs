using Candor.Market.Scenarios;

namespace Candor.Market.Tests.Scenarios;

public class ScenarioValuationTests
{
    [Fact]
    public void Parse_GrowthAndSeparable_AreRead()
    {
        Scenario growth = ScenarioReader.Parse("""
            { "quality": { "kind": "linear" }, "valuation": { "kind": "growth", "alpha": -0.5 }, "types": [1, 2] }
            """);
        Assert.Equal(2, growth.Mechanism.Count);
        Scenario separable = ScenarioReader.Parse("""
            { "quality": { "kind": "linear" }, "types": [1, 2],
              "valuation": { "kind": "separable",
                "own": [[[0, 0], [1, 1], [3, 2]], [[0, 0], [3, 3]]],
                "others": [[null, [[0, 0], [3, -1]]], [null, null]] } }
            """);
        double[] values = [.. separable.Settle().Evaluation.Valuations];
        Assert.Equal(2 - 1, values[0], 1e-12);
        Assert.Equal(3, values[1], 1e-12);
    }

    [Theory]
    [InlineData("'own': [[[0, 0], [1, -1]]], 'others': [[null]]", "valuation.own[0][1][1]", "increasing curve")]
    [InlineData("'own': [[[0, 0]]], 'others': []", "valuation.others", "1, one a participant")]
    [InlineData("'own': [[[0, 0]]], 'others': [[null, null]]", "valuation.others[0]", "1, one a participant")]
    [InlineData("'own': [[[0, 0]]], 'others': [[[[0, 0]]]]", "valuation.others[0][0]", "own effect is given under own")]
    [InlineData("'own': [[]], 'others': [[null]]", "valuation.own[0]", "at least one point")]
    [InlineData("'own': [[[1, 0], [0, 1]]], 'others': [[null]]", "valuation.own[0][1]", "the quality above 1")]
    [InlineData("'own': [], 'others': []", "valuation.own", "one a participant")]
    public void Parse_BadSeparable_NamesThePath(string members, string path, string expected)
    {
        string json = "{ 'quality': { 'kind': 'linear' }, 'types': [1], 'valuation': { 'kind': 'separable', "
            + members + " } }";
        Assert.False(ScenarioReader.TryParse(json.Replace('\'', '"'), out _, out var faults));
        Assert.Equal(path, faults[0].Path);
        Assert.Contains(expected, faults[0].Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_GrowthWithoutTypes_AsksForThem()
    {
        const string Json = """{ "quality": { "kind": "linear" }, "valuation": { "kind": "growth", "alpha": 0 } }""";
        Assert.False(ScenarioReader.TryParse(Json, out _, out var faults));
        Assert.Equal("types: found nothing, expected one data size a participant, at least one", faults[0].ToString());
    }

    [Fact]
    public void Parse_DesirableScenario_NeedsAGridAndReportsOnIt()
    {
        const string Market = """
            "quality": { "kind": "linear" }, "valuation": { "kind": "growth", "alpha": -0.76 }, "payment": "desirable"
            """;
        Assert.False(ScenarioReader.TryParse($$"""{ {{Market}}, "types": [1, 2] }""", out _, out var missing));
        Assert.Equal(("grid", "nothing"), (missing[0].Path, missing[0].Found));
        string json = $$"""{ {{Market}}, "types": [1, 2], "reports": [0.5, 2], "grid": { "unit": 1, "max": 3 } }""";
        Assert.False(ScenarioReader.TryParse(json, out _, out var off));
        Assert.Equal(
            "reports[0]: found 0.5, expected a grid point: its neighbours are 0 and 1", Assert.Single(off).ToString());
        Scenario scenario = ScenarioReader.Parse(json.Replace("0.5", "1", StringComparison.Ordinal));
        Assert.Equal(2, scenario.Settle().Outcome.Payments.Length);
    }
}
