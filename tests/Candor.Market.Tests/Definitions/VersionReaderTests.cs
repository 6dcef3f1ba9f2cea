using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Candor.Market.Definitions;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Definitions;

public sealed class VersionReaderTests
{
    private static readonly TestKey s_operator = new();
    private static readonly TestKey s_validator = new();
    private static readonly TestKey[] s_keys = [new(), new()];

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("1")]
    public void TryRead_NoVersionOrOne_IsTheFirstVersionWithItsDefaults(string? version)
    {
        MarketDefinition read = Read(Text(version, overlap: true));
        Assert.Equal(1, read.Version);
        Assert.False(read.ChainsMessages);
        Assert.Equal((MarketAccess.Anyone, true), (read.ReadAccess, read.IsListed));
        ValidationRules rules = read.Validation!;
        Assert.Equal(TimeSpan.FromSeconds(600), rules.AnswerTime);
        Assert.Equal(ValidationRules.MostRecords, rules.MaxRecords);
        Assert.Null(rules.RecordsPerSecond);
        Assert.Equal(rules.AnswerTime, rules.AnswerTimeFor(ValidationRules.MostRecords));
    }

    [Theory]
    [InlineData(false, 600)]
    [InlineData(true, 21_600)]
    public void TryRead_VersionTwo_KeepsToItselfAndGivesHoursWhereRecordsAreCompared(bool overlap, int seconds)
    {
        MarketDefinition read = Read(Text("2", overlap));
        Assert.Equal(2, read.Version);
        Assert.True(read.ChainsMessages);
        Assert.Equal((MarketAccess.Members, false), (read.ReadAccess, read.IsListed));
        ValidationRules rules = read.Validation!;
        Assert.Equal(TimeSpan.FromSeconds(seconds), rules.AnswerTime);
        Assert.Equal((1u << 20, 1_000u), (rules.MaxRecords, rules.RecordsPerSecond));
    }

    [Fact]
    public void TryRead_VersionTwo_ReadsEveryMember()
    {
        JsonObject text = Text("2", overlap: true);
        text["readAccess"] = "MARKET_ACCESS_ANYONE";
        text["listed"] = true;
        text["validation"]!["maxRecords"] = 5_000;
        text["validation"]!["audit"] = JsonNode.Parse("""{"answerSeconds": 60, "recordsPerSecond": 100}""");
        MarketDefinition read = Read(text);
        Assert.Equal((MarketAccess.Anyone, true), (read.ReadAccess, read.IsListed));
        Assert.Equal((5_000u, 100u), (read.Validation!.MaxRecords, read.Validation.RecordsPerSecond));
    }

    // A rate of 100: the size goes up to a power of four, and every size up to it has the same deadline.
    [Theory]
    [InlineData(0ul, 60)]
    [InlineData(1ul, 61)]
    [InlineData(1_025ul, 101)]
    [InlineData(4_096ul, 101)]
    [InlineData(4_097ul, 224)]
    [InlineData(16_384ul, 224)]
    [InlineData(67_108_864ul, 671_149)]
    public void AnswerTimeFor_VersionTwo_GrowsByPowersOfFour(ulong records, int seconds)
    {
        JsonObject text = Text("2", overlap: true);
        text["validation"]!["audit"] = JsonNode.Parse("""{"answerSeconds": 60, "recordsPerSecond": 100}""");
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(text).Validation!.AnswerTimeFor(records));
    }

    [Theory]
    [InlineData("readAccess", "\"MARKET_ACCESS_ANYONE\"", "readAccess")]
    [InlineData("listed", "true", "listed")]
    [InlineData("validation/maxRecords", "10", "validation.maxRecords")]
    [InlineData("validation/audit", "{\"recordsPerSecond\": 10}", "validation.audit.recordsPerSecond")]
    public void TryRead_WhatOnlyVersionTwoKnowsInVersionOne_IsAFault(string member, string value, string path)
    {
        DefinitionFault fault = Assert.Single(FaultsOf(With(Text(null, overlap: true), member, value)));
        Assert.Equal(path, fault.Path);
        Assert.Contains("version 2", fault.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version", "4", "version", "1 to 3")]
    [InlineData("version", "-1", "version", "a whole number")]
    [InlineData("version", "\"two\"", "version", "a whole number")]
    [InlineData("readAccess", "\"anyone\"", "readAccess", "MARKET_ACCESS_ANYONE")]
    [InlineData("listed", "1", "listed", "true or false")]
    [InlineData("validation/maxRecords", "67108865", "validation.maxRecords", "67108864")]
    [InlineData("validation/audit", "{\"recordsPerSecond\": 1000001}", "validation.audit.recordsPerSecond", "1000000")]
    public void TryRead_OutOfRangeInVersionTwo_IsAFaultAtItsPath(
        string member, string value, string path, string expected)
    {
        DefinitionFault fault = Assert.Single(FaultsOf(With(Text("2", overlap: true), member, value)));
        Assert.Equal(path, fault.Path);
        Assert.Contains(expected, fault.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void TryRead_APaymentUnitBeforeVersionThree_IsAFault(string version)
    {
        DefinitionFault fault = Assert.Single(FaultsOf(With(Text(version, overlap: false), "paymentUnit", "10000")));
        Assert.Equal("paymentUnit", fault.Path);
        Assert.Equal(VersionReader.ExpectedSince(3), fault.Expected);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1000000000001")]
    [InlineData("\"a cent\"")]
    public void TryRead_APaymentUnitOutOfRange_IsAFault(string value)
    {
        DefinitionFault fault = Assert.Single(FaultsOf(With(Text("3", overlap: false), "paymentUnit", value)));
        Assert.Equal("paymentUnit", fault.Path);
        Assert.Equal("a whole number from 1 to 1000000000000", fault.Expected);
    }

    // Protobuf's JSON mapping writes 64-bit numbers as strings.
    [Theory]
    [InlineData("10000", 10_000)]
    [InlineData("\"10000\"", 10_000)]
    [InlineData("1000000000000", 1_000_000_000_000)]
    public void TryRead_APaymentUnitInVersionThree_IsRead(string value, long unit) =>
        Assert.Equal(unit, Read(With(Text("3", overlap: false), "paymentUnit", value)).PaymentUnit);

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("3")]
    public void TryRead_NoPaymentUnit_IsAMicroUnit(string version) =>
        Assert.Equal(1, Read(Text(version, overlap: false)).PaymentUnit);

    private static JsonObject Text(string? version, bool overlap)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["commitmentDeadline"] = "2030-01-30T12:00:00Z";
        text["validation"] = JsonNode.Parse(
            $$"""
            {
              "records": {"columns": [{"name": "radius", "number": {} }] },
              "validators": [{"id": "registry", "publicKey": "{{s_validator.Base64}}"}]
            }
            """);
        if (version is not null)
        {
            text["version"] = JsonNode.Parse(version);
        }

        if (overlap)
        {
            text["validation"]!["overlap"] = "OVERLAP_POLICY_CREDIT_EARLIER";
        }

        return text;
    }

    private static JsonObject With(JsonObject text, string path, string value)
    {
        string[] parts = path.Split('/');
        JsonNode at = parts[..^1].Aggregate((JsonNode)text, static (node, part) => node[part]!);
        at[parts[^1]] = JsonNode.Parse(value);
        return text;
    }

    private static MarketDefinition Read(JsonObject text)
    {
        Assert.True(
            MarketDefinitionReader.TryRead(text.ToJsonString(), out MarketDefinition? read, out var faults),
            string.Join("; ", faults));
        return read;
    }

    private static ImmutableArray<DefinitionFault> FaultsOf(JsonObject text)
    {
        Assert.False(MarketDefinitionReader.TryRead(text.ToJsonString(), out _, out var faults));
        return faults;
    }
}
