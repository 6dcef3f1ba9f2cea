using System.Text.RegularExpressions;
using Candor.Market.Records;

namespace Candor.Market.Tests.Records;

public sealed class TextPatternTests
{
    [Theory]
    [InlineData("[0-9]{4}-[0-9]{2}", "2030-01", "x2030-01")]
    [InlineData("a|bc", "bc", "abc")]
    [InlineData("a|ab", "ab", "abb")]
    [InlineData("(?i)ja", "JA", "JAA")]
    [InlineData(@"\p{Lu}{2}[\[\]a-z^-]*", "ÉA[x]", "éA")]
    [InlineData("x{,3}", "x{,3}", "xxx")]
    [InlineData("(?<year>[0-9]+)(?:[.]|,)", "7,", "7;")]
    [InlineData("[]a]+", "]a", "b")]
    public void TryCompile_Pattern_MatchesFromEndToEnd(string pattern, string match, string other)
    {
        Assert.True(TextPattern.TryCompile(pattern, out Regex? regex, out _));
        Assert.Matches(regex, match);
        Assert.DoesNotMatch(regex, other);
        Assert.DoesNotMatch(regex, match + "\n");
    }

    [Theory]
    [InlineData("(", "InsufficientClosingParentheses at offset 1")]
    [InlineData("a)|(?:b", "InsufficientOpeningParentheses at offset")]
    [InlineData(@"(a)\1", "look-around, a back-reference")]
    [InlineData("a(?<=b)", "look-around, a back-reference")]
    [InlineData("(?=a)", "begins with '(?'")]
    [InlineData("(?>a)", "begins with '(?'")]
    [InlineData("(?x)a # ", "begins with '(?'")]
    [InlineData("(?#a)", "begins with '(?'")]
    [InlineData("[a-z-[aeiou]]", "'[' within a class")]
    [InlineData("a{1001}", "longer than 1000")]
    [InlineData("a{1001,}", "longer than 1000")]
    [InlineData("a{0,99999999999999999999}", "longer than 1000")]
    [InlineData("((a{30}){30}){30}", "longer than 1000")]
    [InlineData("((a{999999999}){999999999}){999999999}", "longer than 1000")]
    [InlineData(@"(\p{Lu}|[^\]{2}]){400}", "longer than 1000")]
    [InlineData("(a{600})b|(c{600})", "longer than 1000")]
    public void TryCompile_NoPattern_SaysWhy(string pattern, string expected)
    {
        Assert.False(TextPattern.TryCompile(pattern, out _, out string? fault));
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void TryCompile_TooLong_SaysTheLimit()
    {
        Assert.True(TextPattern.TryCompile(new string('a', TextPattern.MaxLength), out _, out _));
        Assert.False(TextPattern.TryCompile(new string('a', TextPattern.MaxLength + 1), out _, out string? fault));
        Assert.Equal("it has 1001 characters; expected at most 1000", fault);
    }
}
