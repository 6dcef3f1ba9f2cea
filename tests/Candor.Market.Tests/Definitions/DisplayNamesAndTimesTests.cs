using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Candor.Market.Definitions;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Definitions;

public sealed class DisplayNamesAndTimesTests
{
    private const string Expected = "a time in RFC 3339, such as 2030-01-31T12:00:00Z";

    private static readonly TestKey s_operator = new();
    private static readonly TestKey[] s_keys = [new(), new()];

    // A character above U+FFFF is two code units of UTF-16.
    [Theory]
    [InlineData(2, 100, null)]
    [InlineData(2, 101, "202 UTF-16 code units")]
    [InlineData(3, 200, null)]
    [InlineData(3, 201, "201 characters (Unicode code points)")]
    public void TryRead_NameAboveTheBasicPlane_IsCountedInTheVersionsUnit(int version, int count, string? found)
    {
        JsonObject text = Text(version);
        text["displayName"] = string.Concat(Enumerable.Repeat("\U0001F600", count));
        Assert.Equal(found, FaultOf(text, "displayName")?.Found);
    }

    [Theory]
    [InlineData("\u200b")]
    [InlineData("\u202e \u2066")]
    [InlineData("\u3164")]
    [InlineData("\u2800")]
    public void TryRead_NameThatCannotBeSeen_IsRefusedFromVersionThreeOn(string name)
    {
        JsonObject old = Text(2);
        old["displayName"] = name;
        Assert.Null(FaultOf(old, "displayName"));
        JsonObject text = Text(3);
        text["roster"]![1]!["displayName"] = name;
        Assert.Equal("a name that can be seen", FaultOf(text, "roster[1].displayName")?.Expected);
    }

    [Theory]
    [InlineData("North\nSouth", "U+000A")]
    [InlineData("North\u001b[31m", "U+001B")]
    [InlineData("North\u0085", "U+0085")]
    [InlineData("\u2028North", "U+2028")]
    public void TryRead_NameWithAControl_IsRefusedFromVersionThreeOn(string name, string character)
    {
        JsonObject old = Text(2);
        old["displayName"] = name;
        Assert.Null(FaultOf(old, "displayName"));
        JsonObject text = Text(3);
        text["roster"]![0]!["displayName"] = name;
        Assert.Equal(
            ("a name on one line, without control characters", $"a name with the character {character}"),
            FaultOf(text, "roster[0].displayName") is { } fault ? (fault.Expected, fault.Found) : default);
    }

    // Emoji of several people and text in Persian are joined by U+200D and U+200C.
    [Theory]
    [InlineData("\U0001F469\u200d\U0001F680")]
    [InlineData("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")]
    public void TryRead_NameWithJoiners_IsAName(string name)
    {
        JsonObject text = Text(3);
        text["displayName"] = name;
        Assert.Null(FaultOf(text, "displayName"));
    }

    [Theory]
    [InlineData("2030-01-31t12:00:00z", "2030-01-31T12:00:00Z")]
    [InlineData("2030-01-31T12:00:00.1Z", "2030-01-31T12:00:00.100Z")]
    [InlineData("2030-01-31T12:00:00.123456700Z", "2030-01-31T12:00:00.123456700Z")]
    [InlineData("2030-01-31T12:00:00.12345600+01:30", "2030-01-31T10:30:00.123456Z")]
    [InlineData("2030-01-31T12:00:00-15:00", "2030-02-01T03:00:00Z")]
    [InlineData("2030-01-31T12:00:00-00:00", "2030-01-31T12:00:00Z")]
    public void TryReadWritten_TimeOfRfc3339_IsSignedInOneSpelling(string written, string spelling)
    {
        JsonObject text = Text(3);
        text["reportDeadline"] = written;
        Assert.True(
            MarketDefinitionReader.TryReadWritten(
                text.ToJsonString(), out MarketDefinition? read, out ImmutableArray<DefinitionFault> faults),
            string.Join("; ", faults));
        Assert.Equal(spelling, read.Json.GetProperty("reportDeadline").GetString());
    }

    [Theory]
    [InlineData("2030-02-30T12:00:00Z", Expected)]
    [InlineData("2030-01-31 12:00:00Z", Expected)]
    [InlineData("2030-01-31T12:00:00", Expected)]
    [InlineData("2030-01-31T12:00:00.Z", Expected)]
    [InlineData("2030-01-31T12:00:00.1234567890Z", Expected)]
    [InlineData("2030-01-31T12:00:00+24:00", Expected)]
    [InlineData("0001-01-01T00:00:00+01:00", Expected)]
    [InlineData("2030-06-30T23:59:60Z", Expected + ": a leap second is on no clock here")]
    [InlineData(
        "2030-01-31T12:00:00.123456789Z",
        Expected + ", in whole units of 100 nanoseconds: at most 7 digits of a second but zeros")]
    public void TryReadWritten_TimeThatCannotBeKept_IsRefusedInWords(string written, string expected)
    {
        JsonObject text = Text(3);
        text["reportDeadline"] = written;
        Assert.False(MarketDefinitionReader.TryReadWritten(
            text.ToJsonString(), out _, out ImmutableArray<DefinitionFault> faults));
        Assert.Equal(expected, Assert.Single(faults).Expected);
    }

    [Fact]
    public void TryRead_LowerCaseTime_IsNotWhatIsSigned()
    {
        JsonObject text = Text(3);
        text["reportDeadline"] = "2030-01-31t12:00:00z";
        Assert.Equal(Expected, FaultOf(text, "reportDeadline")?.Expected);
    }

    private static JsonObject Text(int version)
    {
        JsonObject text = DefinitionText.For(s_operator, s_keys);
        text["version"] = version;
        return text;
    }

    private static DefinitionFault? FaultOf(JsonObject text, string path)
    {
        MarketDefinitionReader.TryRead(text.ToJsonString(), out _, out ImmutableArray<DefinitionFault> faults);
        Assert.All(faults, fault => Assert.Equal(path, fault.Path));
        return faults.SingleOrDefault();
    }
}
