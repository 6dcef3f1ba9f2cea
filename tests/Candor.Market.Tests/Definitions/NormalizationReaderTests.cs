using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Candor.Market.Definitions;
using Candor.Market.Records;
using Candor.Market.Records.Normalization;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Definitions;

public sealed class NormalizationReaderTests
{
    private const string Path = "validation.records.columns[0].text.normalization";

    private static readonly TestKey s_operator = new();
    private static readonly TestKey s_validator = new();
    private static readonly TestKey[] s_keys = [new(), new()];

    [Theory]
    [InlineData("""{"nfc": true}""", true, false, false)]
    [InlineData("""{"caseFold": true, "nfc": false}""", false, true, false)]
    [InlineData("""{"nfc": true, "caseFold": true, "collapseSpaces": true}""", true, true, true)]
    public void TryRead_InVersionThree_IsTheColumns(string member, bool nfc, bool caseFold, bool collapseSpaces)
    {
        Assert.True(
            MarketDefinitionReader.TryRead(Text("3", member), out MarketDefinition? read, out var faults),
            string.Join("; ", faults));
        var column = Assert.IsType<TextColumn>(Assert.Single(read.Validation!.Records.Columns));
        Assert.Equal(
            new TextNormalization { Nfc = nfc, CaseFold = caseFold, CollapseSpaces = collapseSpaces },
            column.Normalization);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void TryRead_BeforeVersionThree_IsAFault(string version)
    {
        DefinitionFault fault = Assert.Single(FaultsOf(Text(version, """{"nfc": true}""")));
        Assert.Equal(Path, fault.Path);
        Assert.Equal(VersionReader.ExpectedSince(3), fault.Expected);
    }

    // An empty one and none would be two definitions of one meaning.
    [Theory]
    [InlineData("{}", Path, "at least one of them true")]
    [InlineData("""{"nfc": false}""", Path, "at least one of them true")]
    [InlineData("true", Path, "at least one of them true")]
    [InlineData("""{"nfc": 1}""", Path + ".nfc", "true or false")]
    [InlineData("""{"nfc": true, "nfkc": true}""", Path + ".nfkc", "nfc, caseFold, collapseSpaces")]
    public void TryRead_WhatIsNoNormalisation_IsAFaultAtItsPath(string member, string path, string expected)
    {
        DefinitionFault fault = FaultsOf(Text("3", member))[0];
        Assert.Equal(path, fault.Path);
        Assert.Contains(expected, fault.Expected, StringComparison.Ordinal);
    }

    private static string Text(string version, string normalization)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["version"] = JsonNode.Parse(version);
        text["validation"] = JsonNode.Parse(
            $$"""
            {
              "records": {"columns": [{"name": "ward", "text": {"normalization": {{normalization}} } }] },
              "validators": [{"id": "registry", "publicKey": "{{s_validator.Base64}}"}]
            }
            """);
        return text.ToJsonString();
    }

    private static ImmutableArray<DefinitionFault> FaultsOf(string text)
    {
        Assert.False(MarketDefinitionReader.TryRead(text, out _, out var faults));
        return faults;
    }
}
