using Candor.V1;

namespace Candor.Client.Tests.Markets;

public sealed class MarketDefinitionFileTests : IDisposable
{
    private readonly TestMarket _market = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _market.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Load_CommentsAndTrailingCommas_GivesTheMessage()
    {
        string path = _folder.Write("market.json", _market.Json());

        MarketDefinition definition = MarketDefinitionFile.Load(path);

        Assert.Equal(_market.Definition(), definition);
    }

    [Fact]
    public void Parse_MalformedJson_GivesLineAndColumn()
    {
        var refused = Assert.Throws<MarketDefinitionException>(
            () => MarketDefinitionFile.Parse("{\n  \"displayName\": \"x\",\n  \"operator\" {}\n}"));

        Assert.Equal("DEFINITION_INVALID", refused.Reason);
        Assert.Contains("line 3", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Load_SeveralFaults_ListsAllWithTheirPaths()
    {
        string json = _market.Json()
            .Replace("\"recordsPerUnit\": 100", "\"recordsPerUnit\": 0", StringComparison.Ordinal)
            .Replace("{ \"values\": [-0.1, 1, -0.1] }", "{ \"values\": [-0.1, -1, -0.1] }", StringComparison.Ordinal)
            .Replace("\"id\": \"south\"", "\"id\": \"north\"", StringComparison.Ordinal)
            .Replace("\"EUR\"", "\"euro\"", StringComparison.Ordinal);
        string path = _folder.Write("market.json", json);

        var refused = Assert.Throws<MarketDefinitionException>(() => MarketDefinitionFile.Load(path));

        Assert.Equal(ErrorReason.DefinitionInvalid, refused.ErrorReason);
        string[] paths = [.. refused.Violations.Select(violation => violation.Field)];
        Assert.Contains("recordsPerUnit", paths);
        Assert.Contains("roster[1].id", paths);
        Assert.Contains("currency", paths);
        Assert.Contains(paths, p => p.StartsWith("valuation.linear.rows[1]", StringComparison.Ordinal));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.All(paths, field => Assert.Contains($"{field}: found", refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_UnknownMember_IsRefusedWithItsPath()
    {
        string json = _market.Json().Replace("\"optOut\"", "\"optout\"", StringComparison.Ordinal);

        var refused = Assert.Throws<MarketDefinitionException>(() => MarketDefinitionFile.Parse(json));

        Assert.Equal("optout", Assert.Single(refused.Violations).Field);
    }

    [Fact]
    public void Load_AbsentOrUnreadableFile_SaysWhatWasExpected()
    {
        var absent = Assert.Throws<MarketDefinitionException>(() => MarketDefinitionFile.Load(_folder["absent.json"]));
        var folder = Assert.Throws<MarketDefinitionException>(() => MarketDefinitionFile.Load(_folder.Root));

        Assert.Equal("DEFINITION_FILE_MISSING", absent.Reason);
        Assert.Equal(
            $"There is no file '{_folder["absent.json"]}'; expected a market definition in JSON.", absent.Message);
        Assert.Equal("DEFINITION_FILE_UNREADABLE", folder.Reason);
    }

    [Fact]
    public void Parse_SpellingThatProtobufRefuses_IsRefusedTheSameWay()
    {
        // RFC 3339 knows fractions of any length; protobuf's mapping ends at nanoseconds.
        string json = _market.Json().Replace("00:00:00Z", "00:00:00.00000000001Z", StringComparison.Ordinal);

        var refused = Assert.Throws<MarketDefinitionException>(() => MarketDefinitionFile.Parse(json));

        Assert.Equal("DEFINITION_INVALID", refused.Reason);
    }
}
