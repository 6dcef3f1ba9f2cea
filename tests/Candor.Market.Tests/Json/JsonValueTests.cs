using Candor.Market.Json;
using Candor.Mechanism;

namespace Candor.Market.Tests.Json;

/// <summary>What readers of other documents (market definitions) rely on beside what scenarios use.</summary>
public class JsonValueTests
{
    private readonly JsonFaults _faults = new();

    [Theory]
    [InlineData("\"12\"", 12)]
    [InlineData("12", 12)]
    [InlineData("-5", -5)]
    public void WholeNumber_PlainOrInQuotes_IsRead(string json, long expected) =>
        Assert.Equal(expected, Root(json).WholeNumber(-5, 12));

    [Theory]
    [InlineData("1.5")]
    [InlineData("13")]
    [InlineData("\"twelve\"")]
    [InlineData("null")]
    public void WholeNumber_AnythingElse_IsRefused(string json)
    {
        Assert.Null(Root(json).WholeNumber(-5, 12));
        Assert.Equal($"the document: found {json}, expected a whole number from -5 to 12", OneFault());
    }

    [Theory]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"-Infinity\"")]
    [InlineData("\" 1\"")]
    [InlineData("\"0x10\"")]
    public void Number_ProtoJsonsNonFiniteOrNoNumber_IsRefused(string json)
    {
        Assert.Null(Root(json).Number());
        Assert.Equal($"the document: found {json}, expected a finite number", OneFault());
    }

    [Fact]
    public void TryOneOf_ExactlyOne_IsGiven()
    {
        JsonMembers members = Root("""{ "linear": 1, "other": 2 }""").Members()!;
        Assert.True(members.TryOneOf(out string? name, out JsonValue member, "linear", "growth"));
        Assert.Equal("linear", name);
        Assert.Equal(1, member.Number());
        members.Finish();
        Assert.Equal("other: found an unknown member \"other\", expected one of linear, growth", OneFault());
    }

    [Theory]
    [InlineData("{}", "none of them")]
    [InlineData("""{ "a": 1, "b": 2 }""", "a and b")]
    public void TryOneOf_NoneOrSeveral_IsRefused(string json, string found)
    {
        Assert.False(Root(json).Members()!.TryOneOf(out _, out _, "a", "b"));
        Assert.Equal($"the document: found {found}, expected exactly one of a, b", OneFault());
    }

    [Fact]
    public void Text_AndBoolean_AreRead()
    {
        Assert.Equal("é", Root("\"é\"").Text());
        Assert.True(Root("true").Boolean());
        Assert.Equal(OptOutRule.Participants, Root("\"participants\"").Enumeration<OptOutRule>());
    }

    [Fact]
    public void Text_AndBoolean_OtherKinds_AreRefused()
    {
        Assert.Null(Root("1").Text("a name"));
        Assert.Null(Root("\"true\"").Boolean());
        Assert.Equal(
            ["the document: found 1, expected a name", "the document: found \"true\", expected true or false"],
            _faults.ToImmutable().Select(static fault => fault.ToString()));
    }

    [Fact]
    public void Describe_LongText_IsCut() =>
        Assert.EndsWith("…", Root($"\"{new string('x', 100)}\"").Describe(), StringComparison.Ordinal);

    private JsonValue Root(string json) => JsonValue.Parse(json, _faults)!.Value;

    private string OneFault() => Assert.Single(_faults.ToImmutable()).ToString();
}
