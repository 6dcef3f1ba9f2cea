using System.Collections.Immutable;
using Candor.Market.Json;
using Candor.Market.Scenarios;

namespace Candor.Market.Tests.Scenarios;

public class ScenarioReaderTests
{
    private const string CurveKinds = "one of sigmoid, linear, powerLaw, exponential, saturating, table";

    private const string Good = """
        "quality": { "kind": "sigmoid" }, "valuation": { "kind": "linear", "alpha": [[1, -0.3], [0.2, 0.8]] }
        """;

    [Fact]
    public void Parse_WholeFormat_IsRead()
    {
        Scenario scenario = ScenarioReader.Parse("""
            {
              // Comments and trailing commas are allowed.
              "quality": { "kind": "table", "points": [[1, 0.5], ["2", 0.75],] },
              "valuation": { "kind": "linear", "alpha": [[1, -0.3], [0.2, 0.8]] },
              "allocation": "best", "payment": "free", "optOut": "participants",
              "grid": { "unit": 0.1, "max": 1.2 },
              "types": [1.0, 0.5], "reports": [1.0, null],
            }
            """);
        Assert.Equal(12, scenario.Grid!.Steps);
        Assert.Equal([1.0, 0.5], scenario.Types!.Value.AsEnumerable());
        Assert.Equal("(1, out)", scenario.Reports!.ToString());
        SettledScenario settlement = scenario.Settle();
        Assert.Equal([0.5, 0], settlement.Outcome.AllocatedQualities.AsEnumerable());
    }

    [Fact]
    public void Parse_Defaults_AreEfficientMepEveryoneAndTheTypes()
    {
        SettledScenario given = ScenarioReader.Parse($$"""
            { {{Good}}, "allocation": "efficient", "payment": "mep", "optOut": "everyone",
              "types": [1, 2], "reports": [1, 2] }
            """).Settle();
        SettledScenario left = ScenarioReader.Parse($$"""{ {{Good}}, "types": [1, 2] }""").Settle();
        Assert.Equal(SettlementJson.Write(given), SettlementJson.Write(left));
    }

    [Theory]
    [InlineData("\"types\": [1, 2], \"tpyes\": 3", "tpyes", "an unknown member \"tpyes\"", "one of quality, valuation")]
    [InlineData("\"types\": [1]", "types", "1 sizes", "2, one a participant")]
    [InlineData("\"types\": [1, -2]", "types[1]", "-2", "a finite size of at least 0")]
    [InlineData("\"types\": [1, null]", "types[1]", "null", "a finite size of at least 0")]
    [InlineData("\"types\": [1, \"NaN\"]", "types[1]", "\"NaN\"", "a finite size")]
    [InlineData("\"types\": [\"1.0\\u0000\", 1]", "types[0]", "\"1.0\\u0000\"", "a finite size")]
    [InlineData("\"types\": [1, 1e400]", "types[1]", "1e400", "a finite size")]
    [InlineData("\"types\": [1e308, 1e308]", "types", "an array of 2", "sizes whose sum is finite")]
    [InlineData("\"types\": 3", "types", "3", "an array of data sizes")]
    [InlineData("\"types\": [1, 2], \"reports\": [1, 2, 3]", "reports", "3 sizes", "2, one a participant")]
    [InlineData("\"types\": [1, 2], \"reports\": [\"x\", 1]", "reports[0]", "\"x\"", "or null for out")]
    [InlineData("\"allocation\": \"bets\"", "allocation", "\"bets\"", "one of efficient, best, none")]
    [InlineData("\"allocation\": \"Best\"", "allocation", "\"Best\"", "one of efficient, best, none")]
    [InlineData("\"payment\": 1", "payment", "1", "one of mep, free")]
    [InlineData("\"optOut\": \"nobody\"", "optOut", "\"nobody\"", "one of everyone, participants")]
    [InlineData("\"grid\": { \"unit\": 0, \"max\": 1 }", "grid", "unit 0 and max 1", "a unit of more than 0")]
    [InlineData("\"grid\": { \"unit\": 1, \"max\": 1.5 }", "grid", "unit 1 and max 1.5", "a max that is a whole multiple of the unit, such as 1 or 2")]
    [InlineData("\"grid\": { \"unit\": 1 }", "grid.max", "nothing", "the largest size")]
    [InlineData("\"types\": [1, 2], \"types\": [1, 2]", "types", "the member a second time", "each member once")]
    public void Parse_OneBadMember_NamesIt(string member, string path, string found, string expected) =>
        AssertOneFault($$"""{ {{Good}}, {{member}} }""", path, found, expected);

    [Theory]
    [InlineData("{ 'kind': 'cubic' }", "quality.kind", "\"cubic\"", CurveKinds)]
    [InlineData("{ }", "quality.kind", "nothing", "one of sigmoid, linear, powerLaw, exponential, saturating, table")]
    [InlineData("{ 'kind': 'sigmoid', 'rate': 1 }", "quality.rate", "an unknown member \"rate\"", "one of kind")]
    [InlineData("{ 'kind': 'powerLaw', 'scale': 1, 'exponent': 1 }", "quality.ceiling", "nothing", "more than 0")]
    [InlineData("{ 'kind': 'exponential', 'ceiling': 1, 'rate': 0, 'shape': 1 }", "quality.rate", "0", "more than 0")]
    [InlineData("{ 'kind': 'saturating', 'ceiling': 1, 'half': 1, 'shape': -1 }", "quality.shape", "-1", "more than")]
    [InlineData("3", "quality", "3", "a quality curve (an object)")]
    [InlineData("{ 'kind': 'table' }", "quality.points", "nothing", "an array of points [size, quality]")]
    [InlineData("{ 'kind': 'table', 'points': [] }", "quality.points", "0", "at least one point")]
    [InlineData(
        "{ 'kind': 'table', 'points': [[1]] }",
        "quality.points[0]", "an array of 1", "a point [size, quality]")]
    [InlineData("{ 'kind': 'table', 'points': [[1, true]] }", "quality.points[0][1]", "true", "a finite number")]
    [InlineData("{ 'kind': 'table', 'points': [[1, 0.5], [2, 0.4]] }", "quality.points[1][1]", "0.4", "more than 0.5")]
    [InlineData("{ 'kind': 'table', 'points': [[1, 0.5], [1, 0.6]] }", "quality.points[1][0]", "1", "more than 1")]
    public void Parse_BadCurve_NamesIt(string curve, string path, string found, string expected) =>
        AssertOneFault(
            $$"""{ "quality": {{Quoted(curve)}}, "valuation": { "kind": "linear", "alpha": [[1]] }, "types": [1] }""",
            path,
            found,
            expected);

    [Theory]
    [InlineData("{ 'kind': 'linar' }", "valuation.kind", "\"linar\"", "one of linear")]
    [InlineData("{ 'kind': 'linear' }", "valuation.alpha", "nothing", "an array of rows")]
    [InlineData("{ 'kind': 'linear', 'alpha': [1] }", "valuation.alpha[0]", "1", "a row of numbers")]
    [InlineData(
        "{ 'kind': 'linear', 'alpha': [[1, 2], [3]] }",
        "valuation.alpha[1]", "1 coefficients", "2, as many as there are rows")]
    [InlineData(
        "{ 'kind': 'linear', 'alpha': [[1, 2], ['Infinity', 3]] }",
        "valuation.alpha[1][0]", "\"Infinity\"", "a finite number")]
    [InlineData(
        "{ 'kind': 'linear', 'alpha': [[1, 2], [1e301, 3]] }",
        "valuation.alpha[1][0]", "1E+301", "magnitude at most 1E+300")]
    [InlineData("{ 'kind': 'linear', 'alpha': [] }", "valuation.alpha", "no participants", "at least one row")]
    public void Parse_BadValuation_NamesIt(string valuation, string path, string found, string expected) =>
        AssertOneFault(
            $$"""{ "quality": { "kind": "sigmoid" }, "valuation": {{Quoted(valuation)}} }""", path, found, expected);

    [Fact]
    public void Parse_ManyFaults_ListsThemAll()
    {
        ImmutableArray<JsonFault> faults = Faults("""
            {
              "quality": { "kind": "x" }, "payment": "p", "z": 0,
              "valuation": { "kind": "linear", "alpha": [["a", 1], [1, "b"]] }
            }
            """);
        Assert.Equal(
            ["quality.kind", "valuation.alpha[0][0]", "valuation.alpha[1][1]", "payment", "z"],
            faults.Select(static fault => fault.Path));
    }

    [Fact]
    public void Parse_EmptyObject_AsksForWhatIsRequired() =>
        Assert.Equal(["quality", "valuation"], Faults("{}").Select(static fault => fault.Path));

    [Theory]
    [InlineData("{\n  \"quality\": nul\n}", "malformed JSON at line 2, column 17")]
    [InlineData("{ \"é\": ] }", "malformed JSON at line 1, column 8")]
    public void Parse_Malformed_GivesLineAndColumn(string json, string found)
    {
        JsonFault fault = Assert.Single(Faults(json));
        Assert.Equal(string.Empty, fault.Path);
        Assert.Equal(found, fault.Found);
        Assert.StartsWith("well-formed JSON (", fault.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    public void Parse_NothingInIt_SaysSo(string json) =>
        Assert.Equal("the document: found nothing, expected well-formed JSON", Assert.Single(Faults(json)).ToString());

    // How the parser is fed is no affair of who wrote the document.
    [Fact]
    public void Parse_CommentAlone_IsToldInWords() => Assert.Equal(
        "well-formed JSON (The input does not contain any JSON tokens. Expected the input to start with a valid JSON token)",
        Assert.Single(Faults("// mine")).Expected);

    [Theory]
    [InlineData("{\"quality\":{\"kind\":\"\\ud800\"}}", "quality.kind")]
    [InlineData("{\"types\":[1,\"\\udc00a\"]}", "types[1]")]
    [InlineData("{\"quality\":{\"\\ud800\":1}}", "quality")]
    [InlineData("{\"\\ud800\":1}", "")]
    public void Parse_HalfACharacter_IsNamedWithItsPath(string json, string path)
    {
        JsonFault fault = Assert.Single(Faults(json));
        Assert.Equal(path, fault.Path);
        Assert.StartsWith("half a character", fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NoObject_IsRefused() =>
        Assert.Equal(
            "the document: found an array of 0, expected a scenario (an object)",
            Assert.Single(Faults("[]")).ToString());

    [Fact]
    public void Parse_Faulty_ThrowsWithEveryFault()
    {
        var error = Assert.Throws<ScenarioException>(static () => ScenarioReader.Parse("{}"));
        Assert.Equal(
            "quality: found nothing, expected a quality curve; valuation: found nothing, expected a valuation",
            error.Message);
    }

    [Fact]
    public void Settle_WithoutTypes_AsksForThem()
    {
        var error = Assert.Throws<ScenarioException>(() => ScenarioReader.Parse($$"""{ {{Good}} }""").Settle());
        Assert.Equal("types: found nothing, expected one true data size a participant", error.Message);
    }

    /// <summary>JSON in a one-line attribute reads better with single quotes.</summary>
    private static string Quoted(string json) => json.Replace('\'', '"');

    private static void AssertOneFault(string json, string path, string found, string expected)
    {
        JsonFault fault = Assert.Single(Faults(json));
        Assert.Equal(path, fault.Path);
        Assert.Equal(found, fault.Found);
        Assert.Contains(expected, fault.Expected, StringComparison.Ordinal);
    }

    private static ImmutableArray<JsonFault> Faults(string json)
    {
        Assert.False(ScenarioReader.TryParse(json, out _, out ImmutableArray<JsonFault> faults));
        return faults;
    }
}
