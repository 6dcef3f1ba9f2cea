using System.Text.Json.Nodes;
using Candor.Market.Definitions;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Definitions;

public sealed class MarketDefinitionReaderTests
{
    private static readonly TestKey s_operator = new();
    private static readonly TestKey[] s_keys = [new(), new()];

    [Fact]
    public void TryRead_Whole_ReadsEveryMember()
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["commitmentDeadline"] = "2030-01-30T13:00:00.250+01:00";
        Assert.True(MarketDefinitionReader.TryRead(text.ToJsonString(), out MarketDefinition? read, out _));
        Assert.Equal("Hospitals", read.DisplayName);
        Assert.Equal("operator", read.Operator.Id);
        Assert.Equal(s_operator.Public, read.Operator.Key);
        Assert.Equal(["p0", "p1"], read.Roster.Select(entry => entry.Id));
        Assert.Equal(100u, read.RecordsPerUnit);
        Assert.Equal("EUR", read.Currency);
        Assert.Equal(new DateTimeOffset(2030, 1, 30, 12, 0, 0, 250, TimeSpan.Zero), read.CommitmentDeadline);
        Assert.Equal(new DateTimeOffset(2030, 1, 31, 12, 0, 0, TimeSpan.Zero), read.ReportDeadline);
        Assert.True(read.TryFind("p1", out int index));
        Assert.Equal(1, index);
        Assert.False(read.TryFind("p2", out _));
    }

    [Fact]
    public void TryRead_CommentsAndTrailingCommas_AreAllowed()
    {
        string text = DefinitionText.For(s_operator, s_keys).ToJsonString();
        text = "// the market of 2030\n" + text[..^1] + ",}";
        Assert.True(MarketDefinitionReader.TryRead(text, out _, out _));
    }

    [Fact]
    public void TryRead_SparseEntries_ReadsThem()
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["valuation"] = JsonNode.Parse(
            """{"linear": {"entries": [{"alpha": 1}, {"row": 1, "column": 1, "alpha": 2}, {"row": 1, "alpha": -0.5}]}}""");
        Assert.True(MarketDefinitionReader.TryRead(text.ToJsonString(), out MarketDefinition? read, out _));
        Assert.Equal(2, read.Mechanism.Count);
    }

    // A path of members and indices; the last one is set to the value, or removed where the value is "-".
    [Theory]
    [InlineData("displayName", "\"\"", "displayName")]
    [InlineData("displayName", "-", "displayName")]
    [InlineData("operator/id", "\"Big Corp\"", "operator.id")]
    [InlineData("operator/publicKey", "\"AAAA\"", "operator.publicKey")]
    [InlineData("operator/publicKey", "\"%\"", "operator.publicKey")]
    [InlineData("roster", "[]", "roster")]
    [InlineData("roster/0/id", "\"\"", "roster[0].id")]
    [InlineData("roster/1/id", "\"p0\"", "roster[1].id")]
    [InlineData("roster/1/id", "\"-p\"", "roster[1].id")]
    [InlineData("roster/0/colour", "\"red\"", "roster[0].colour")]
    [InlineData("recordsPerUnit", "0", "recordsPerUnit")]
    [InlineData("recordsPerUnit", "4294967296", "recordsPerUnit")]
    [InlineData("recordsPerUnit", "1.5", "recordsPerUnit")]
    [InlineData("quality", "{}", "quality")]
    [InlineData("quality", "{\"sigmoid\": {}, \"linear\": {}}", "quality")]
    [InlineData("quality", "{\"table\": {\"points\": []}}", "quality.table.points")]
    [InlineData(
        "quality",
        "{\"table\": {\"points\": [{\"size\": 1, \"quality\": 0.5}, {\"size\": 2, \"quality\": 0.4}]}}",
        "quality.table.points[1].quality")]
    [InlineData(
        "quality",
        "{\"table\": {\"points\": [{\"size\": 1, \"quality\": 1.5}]}}",
        "quality.table.points[0].quality")]
    [InlineData("valuation/linear/rows/1", "-", "valuation.linear.rows")]
    [InlineData("valuation/linear/rows/1/values/1", "-", "valuation.linear.rows[1].values")]
    [InlineData("valuation/linear/rows/1/values/0", "\"NaN\"", "valuation.linear.rows[1].values[0]")]
    [InlineData("valuation/linear/rows/1/values/0", "\"Infinity\"", "valuation.linear.rows[1].values[0]")]
    [InlineData("valuation/linear/rows/1/values/1", "-1", "valuation.linear.rows[1].values[1]")]
    [InlineData("valuation/linear/rows/1/values/1", "0", "valuation.linear.rows[1].values[1]")]
    [InlineData("valuation/linear/rows/1/values/0", "1e300", "valuation")]
    [InlineData("valuation", "{\"linear\": {\"entries\": [{\"alpha\": 1}]}}", "valuation.linear.entries")]
    [InlineData(
        "valuation", "{\"linear\": {\"entries\": [{\"alpha\": 1}, {\"alpha\": 1}]}}", "valuation.linear.entries[1]")]
    [InlineData("valuation", "{\"linear\": {\"entries\": [{\"row\": 2}]}}", "valuation.linear.entries[0].row")]
    [InlineData("quality", "{\"powerLaw\": {\"ceiling\": 1.5, \"scale\": 1, \"exponent\": 1}}", "quality.powerLaw.ceiling")]
    [InlineData("quality", "{\"exponential\": {\"ceiling\": 1, \"shape\": 1}}", "quality.exponential.rate")]
    [InlineData("quality", "{\"saturating\": {\"ceiling\": 1, \"half\": 1, \"shape\": 0}}", "quality.saturating.shape")]
    [InlineData("valuation", "{\"growth\": {\"alpha\": -3}}", "valuation.growth.alpha")]
    [InlineData("valuation", "{\"growth\": {\"alpha\": \"NaN\"}}", "valuation.growth.alpha")]
    [InlineData("valuation", "{\"separable\": {\"own\": []}}", "valuation.separable.own")]
    [InlineData(
        "valuation",
        "{\"separable\": {\"own\": [{\"points\": [{\"quality\": 0, \"value\": 1}, {\"quality\": 1}]}, {\"points\": [{}]}]}}",
        "valuation.separable.own[0].points[1].value")]
    [InlineData(
        "valuation",
        "{\"separable\": {\"own\": [{\"points\": [{}, {}]}, {\"points\": [{}]}]}}",
        "valuation.separable.own[0].points[1]")]
    [InlineData(
        "valuation",
        "{\"separable\": {\"own\": [{\"points\": [{}]}, {\"points\": [{}]}], \"effects\": [{\"curve\": {\"points\": [{}]}}]}}",
        "valuation.separable.effects[0]")]
    [InlineData("payment", "\"PAYMENT_RULE_DESIRABLE\"", "reportGrid")]
    [InlineData("reportGrid", "{\"unitRecords\": 10, \"maxRecords\": 100}", "reportGrid")]
    [InlineData("allocation", "\"efficient\"", "allocation")]
    [InlineData("allocation", "-", "allocation")]
    [InlineData("payment", "\"PAYMENT_RULE_UNSPECIFIED\"", "payment")]
    [InlineData("optOut", "7", "optOut")]
    [InlineData("currency", "\"Euro\"", "currency")]
    [InlineData("reportDeadline", "-", "reportDeadline")]
    [InlineData("reportDeadline", "\"tomorrow\"", "reportDeadline")]
    [InlineData("reportDeadline", "\"2030-01-31T12:00:00\"", "reportDeadline")]
    [InlineData("commitmentDeadline", "\"2031-01-01T00:00:00Z\"", "commitmentDeadline")]
    [InlineData("colour", "\"red\"", "colour")]
    public void TryRead_OneFault_NamesItsPath(string member, string value, string path)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        JsonChange.Apply(text, member, value);
        Assert.False(MarketDefinitionReader.TryRead(text.ToJsonString(), out _, out var faults));
        Assert.Equal(path, faults[0].Path);
        Assert.NotEmpty(faults[0].Expected);
        Assert.NotEmpty(faults[0].Found);
    }

    [Theory]
    [InlineData("{\"unitRecords\": 10, \"maxRecords\": 105}")]
    [InlineData("{\"unitRecords\": 1, \"maxRecords\": 2001}")]
    [InlineData("{\"unitRecords\": 10, \"maxRecords\": 5}")]
    public void TryRead_GridThatIsNone_SaysWhy(string grid)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["payment"] = "PAYMENT_RULE_DESIRABLE";
        text["reportGrid"] = JsonNode.Parse(grid);
        Assert.False(MarketDefinitionReader.TryRead(text.ToJsonString(), out _, out var faults));
        Assert.Equal("reportGrid.maxRecords", faults[0].Path);
    }

    [Theory]
    [InlineData("""{"powerLaw": {"ceiling": 1, "scale": 2, "exponent": 0.5}}""", 0.18350341907227397)]
    [InlineData("""{"exponential": {"ceiling": 1, "rate": 1, "shape": 1}}""", 0.6321205588285577)]
    [InlineData("""{"saturating": {"ceiling": 1, "half": 1, "shape": 1}}""", 0.5)]
    public void TryRead_EveryCurve_HasItsQualityAtOneUnit(string quality, double expected)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["quality"] = JsonNode.Parse(quality);
        Assert.True(MarketDefinitionReader.TryRead(text.ToJsonString(), out MarketDefinition? read, out _));
        Assert.Equal(expected, read.QualityOf(100), 1e-15);
    }

    [Fact]
    public void TryRead_TwoWithOneKey_NamesTheSecond()
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys[0], s_keys[0]);
        Assert.False(MarketDefinitionReader.TryRead(text.ToJsonString(), out _, out var faults));
        Assert.Equal("roster[1].publicKey", faults[0].Path);
    }

    [Fact]
    public void TryRead_SeveralFaults_ListsAll()
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["currency"] = "euro";
        text["recordsPerUnit"] = 0;
        text["quality"] = new JsonObject { ["cubic"] = new JsonObject() };
        Assert.False(MarketDefinitionReader.TryRead(text.ToJsonString(), out _, out var faults));
        Assert.Equal(
            ["recordsPerUnit", "quality", "quality.cubic", "currency"], faults.Select(fault => fault.Path));
    }

    [Fact]
    public void TryRead_OneParticipantMoreThanTheLimit_SaysTheLimit()
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["roster"] = new JsonArray([.. Enumerable.Range(0, MarketDefinitionReader.MaxRoster + 1)
            .Select(i => new JsonObject { ["id"] = $"p{i}" })]);
        Assert.False(MarketDefinitionReader.TryRead(text.ToJsonString(), out _, out var faults));
        Assert.Equal("roster", faults[0].Path);
        Assert.Contains("10001", faults[0].Found, StringComparison.Ordinal);
        Assert.Contains("10000", faults[0].Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_MalformedJson_NamesLineAndColumn()
    {
        Assert.False(MarketDefinitionReader.TryRead("{\n  \"roster\": [}", out _, out var faults));
        Assert.Contains("line 2", faults[0].Found, StringComparison.Ordinal);
    }
}
