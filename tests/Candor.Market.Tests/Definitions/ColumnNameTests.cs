using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Candor.Market.Definitions;
using Candor.Market.Records;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Definitions;

public sealed class ColumnNameTests
{
    private const string Newest =
        "1 to 200 characters (Unicode code points), one of which can be seen, without white space around them";

    private const string Earlier = "1 to 200 UTF-16 code units without white space around them";

    private static readonly TestKey s_operator = new();
    private static readonly TestKey s_validator = new();
    private static readonly TestKey[] s_keys = [new(), new()];

    // A character above U+FFFF is two code units of UTF-16.
    [Theory]
    [InlineData(1, 100, null)]
    [InlineData(2, 101, Earlier)]
    [InlineData(3, 101, null)]
    [InlineData(3, 200, null)]
    [InlineData(3, 201, Newest)]
    public void TryRead_NameAboveTheBasicPlane_IsCountedInTheVersionsUnit(int version, int count, string? expected)
    {
        string name = string.Concat(Enumerable.Repeat("\U0001F600", count));
        Assert.Equal(expected, FaultOf(version, name, out RecordColumn? read)?.Expected);
        Assert.Equal(expected is null ? name : null, read?.Name);
    }

    [Theory]
    [InlineData("\u200b")]
    [InlineData("\u202e\u2066")]
    [InlineData("\u2800")]
    public void TryRead_NameThatCannotBeSeen_IsRefusedFromVersionThreeOn(string name)
    {
        Assert.Null(FaultOf(1, name, out RecordColumn? first));
        Assert.Null(FaultOf(2, name, out RecordColumn? second));
        Assert.Equal((name, name), (first?.Name, second?.Name));
        Assert.Equal(Newest, FaultOf(3, name, out _)?.Expected);
    }

    // A cell of a spreadsheet's header can hold one.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void TryRead_NameOfTwoLines_IsAName(int version) =>
        Assert.Null(FaultOf(version, "length of stay\n(days)", out _));

    [Theory]
    [InlineData("")]
    [InlineData(" ward")]
    [InlineData("ward\u00a0")]
    [InlineData("\u200b")]
    public void NameFault_WhatIsNoName_IsToldInTheNewestWords(string name) =>
        Assert.EndsWith($" is not a column's name; expected {Newest}", RecordColumn.NameFault(name), StringComparison.Ordinal);

    [Fact]
    public void Column_NameOfNoVersion_IsRefused()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new NumberColumn(new string('a', 201)));
        Assert.StartsWith($"'{new string('a', 60)}…' is not a column's name", refused.Message, StringComparison.Ordinal);
    }

    private static DefinitionFault? FaultOf(int version, string name, out RecordColumn? column)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["version"] = version;
        text["validation"] = new JsonObject
        {
            ["records"] = new JsonObject
            {
                ["columns"] = new JsonArray(new JsonObject { ["name"] = name, ["number"] = new JsonObject() }),
            },
            ["validators"] = new JsonArray(
                new JsonObject { ["id"] = "registry", ["publicKey"] = s_validator.Base64 }),
        };
        MarketDefinitionReader.TryRead(
            text.ToJsonString(), out MarketDefinition? read, out ImmutableArray<DefinitionFault> faults);
        column = read?.Validation?.Records.Columns[0];
        Assert.All(faults, static fault => Assert.Equal("validation.records.columns[0].name", fault.Path));
        return faults.SingleOrDefault();
    }
}
