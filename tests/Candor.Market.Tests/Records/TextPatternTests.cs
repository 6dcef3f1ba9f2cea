using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Candor.Market.Records;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Market.Tests.Records;

public sealed class TextPatternTests
{
    // A pattern, texts that match it, texts that do not.
    [Theory]
    [InlineData("[0-9]{4}-[0-9]{2}", "2030-01", "x2030-01,2030-1,2030-010,")]
    [InlineData("^(a|bc)$", "a,bc", "abc,b,^a")]
    [InlineData("a|ab", "a,ab", "abb,")]
    [InlineData("(?:a*)*", ",a,aaaa", "b,ab")]
    [InlineData("a{2,}b{0,2}c?", "aa,aaab,aabbc", "a,aabbb,aacc")]
    [InlineData("a{0}b{0,0}x{3}", "xxx", "axxx,xx,xxxx")]
    [InlineData(@"\d\D\w\W\s\S", "1a_- x", "11_- x,1a-- x,1aé- x,1a_-xx")]
    [InlineData(@"[\d_\-\]\[]+", "1_-],[", "a,\\")]
    [InlineData(@"[^\S,]", " ", "a")]
    [InlineData("[-a]+[a-]", "-a,a-", "b")]
    [InlineData(@"\x41\x{e9}\x{1F3E5}.", "Aé🏥x,Aé🏥🏥", "Aé🏥,Aé🏥\n")]
    [InlineData(@"\.\{\}\|\\\^\$", @".{}|\^$", "x{}|")]
    [InlineData("[é-ü]{2}", "éü", "é,ab")]
    [InlineData("", "", "a")]
    [InlineData("(|a)b", "b,ab", "aab")]
    public void IsMatch_WholeText_AsWritten(string pattern, string matches, string others)
    {
        TextPattern parsed = Parse(pattern);
        Assert.Equal(pattern, parsed.Text);
        Assert.All(matches.Split(','), text => Assert.True(IsMatch(parsed, text), text));
        Assert.All(
            others.Split(',').Where(text => text.Length > 0),
            text => Assert.False(IsMatch(parsed, text), text));
        Assert.All(matches.Split(','), text => Assert.False(IsMatch(parsed, text + "\n"), text));
    }

    [Theory]
    [InlineData("(", "a group that is not closed, at offset 0")]
    [InlineData("a)|(?:b", "a ')' that closes nothing, at offset 1")]
    [InlineData(@"(a)\1", "an escape that is not known, at offset 3")]
    [InlineData("a(?<=b)", "a group that begins with '(?' and is not '(?:', at offset 1")]
    [InlineData("(?i)a", "a group that begins with '(?' and is not '(?:', at offset 0")]
    [InlineData("(?#a)", "a group that begins with '(?' and is not '(?:', at offset 0")]
    [InlineData("[a-z-[aeiou]]", "a '-' within a class; expected '\\-', at offset 4")]
    [InlineData("[[:alpha:]]", "a '[' out of place; expected '\\[' for the character, at offset 1")]
    [InlineData("[]", "a class without characters, at offset 0")]
    [InlineData("[a", "a class that is not closed, at offset 0")]
    [InlineData("[z-a]", "a range that is not valid, at offset 1")]
    [InlineData(@"[\d-z]", "a range that is not valid, at offset 1")]
    [InlineData(@"[a-\d]", "a range that is not valid, at offset 1")]
    [InlineData("*", "a '*' out of place; expected '\\*' for the character, at offset 0")]
    [InlineData("a**", "a quantifier after a quantifier, at offset 2")]
    [InlineData("a+?", "a quantifier after a quantifier, at offset 2")]
    [InlineData("x{,3}", "a '{' that is not '{n}', '{n,}' or '{n,m}' up to 1000, at offset 1")]
    [InlineData("x{3,2}", "a '{' that is not '{n}', '{n,}' or '{n,m}' up to 1000, at offset 1")]
    [InlineData("x{1001}", "a '{' that is not '{n}', '{n,}' or '{n,m}' up to 1000, at offset 1")]
    [InlineData("x{2", "a '{' that is not '{n}', '{n,}' or '{n,m}' up to 1000, at offset 1")]
    [InlineData("x{2,99999999999999999999}", "a '{' that is not '{n}', '{n,}' or '{n,m}' up to 1000, at offset 1")]
    [InlineData("a]", "a ']' out of place; expected '\\]' for the character, at offset 1")]
    [InlineData("a\\", "an escape that is not known, at offset 1")]
    [InlineData(@"\p{Lu}", "an escape that is not known, at offset 0")]
    [InlineData(@"\b", "an escape that is not known, at offset 0")]
    [InlineData(@"\x{110000}", "an escape that is not known, at offset 0")]
    [InlineData(@"\x{D800}", "an escape that is not known, at offset 0")]
    [InlineData(@"\x4", "an escape that is not known, at offset 0")]
    public void TryParse_NoPattern_SaysWhatAndWhere(string pattern, string expected)
    {
        Assert.False(TextPattern.TryParse(pattern, out TextPattern? parsed, out string? fault));
        Assert.Null(parsed);
        Assert.Equal("there is " + expected, fault);
    }

    // The platform's parser takes U+0000 after a number; no reader of patterns elsewhere does.
    [Theory]
    [InlineData("\\x{41\0}")]
    [InlineData("[\\x{41\0\0}]")]
    [InlineData("\\x{00041\0}")]
    public void TryParse_NulAfterDigits_IsNoNumberFromVersionThreeOn(string pattern)
    {
        Assert.False(TextPattern.TryParse(pattern, out _, out string? fault));
        Assert.StartsWith("there is an escape that is not known, at offset ", fault, StringComparison.Ordinal);
        Assert.False(TextPattern.TryParse(pattern, version: 3, out _, out _));
        Assert.All([1, 2], version =>
        {
            Assert.True(TextPattern.TryParse(pattern, version, out TextPattern? parsed, out _));
            Assert.True(IsMatch(parsed, "A"));
        });
        Assert.Equal(pattern, new TextColumn("ward", pattern: pattern).Pattern);
    }

    [Fact]
    public void TryParse_NulForADigit_IsNoNumberFromVersionThreeOn()
    {
        Assert.False(TextPattern.TryParse("\\x4\0", out _, out _));
        Assert.True(TextPattern.TryParse("\\x4\0", version: 2, out TextPattern? parsed, out _));
        Assert.True(IsMatch(parsed, "\u0004"));
    }

    [Fact]
    public void TryParse_LoneSurrogate_IsNoCharacter()
    {
        Assert.False(TextPattern.TryParse("a\ud800", out _, out string? fault));
        Assert.Equal("there is no character, at offset 1", fault);
    }

    [Fact]
    public void IsMatch_EdgesWithin_MatchNothing()
    {
        Assert.False(IsMatch(Parse("a^b|a$b"), "ab"));
        Assert.True(IsMatch(Parse("(^|x)a($|x)"), "a"));
    }

    [Theory]
    [InlineData("(a{500}){2}")]
    [InlineData("((a{1000}){1000}){1000}")]
    [InlineData("(((){1000}){1000}){1000}")]
    [InlineData("(a{400})b|(c{400})")]
    public void TryParse_LargeWhenWrittenOut_IsRefused(string pattern)
    {
        Assert.False(TextPattern.TryParse(pattern, out _, out string? fault));
        Assert.Equal("with its repetitions written out it is larger than 1000", fault);
    }

    [Fact]
    public void TryParse_TooLong_SaysTheLimit()
    {
        Assert.True(IsMatch(Parse(new string('a', TextPattern.MaxLength)), new string('a', TextPattern.MaxLength)));
        Assert.False(TextPattern.TryParse(new string('a', TextPattern.MaxLength + 1), out _, out string? fault));
        Assert.Equal("it has 1001 UTF-16 code units; expected at most 1000", fault);
    }

    [Fact]
    public void TryParse_DeepestNesting_IsRead()
    {
        string pattern = new string('(', 499) + "a" + new string(')', 499);
        Assert.True(IsMatch(Parse(pattern), "a"));
    }

    // .NET's engine is the oracle, on the part of its language that is the same as ours.
    [Fact]
    public void IsMatch_RandomPatternsAndTexts_AgreesWithTheFramework()
    {
        Gen<string> text = Gen.Elements('a', 'b', 'c', '\n').ListOf().Select(letters => string.Concat(letters));
        int matched = 0;
        Prop.ForAll(Patterns(4).Zip(text.ListOf(10)).ToArbitrary(), sample =>
        {
            TextPattern ours = Parse(sample.Item1);
            var theirs = new Regex($@"\A(?:{sample.Item1})\z", RegexOptions.NonBacktracking);
            matched += sample.Item2.Count(theirs.IsMatch);
            return sample.Item2.All(letters => IsMatch(ours, letters) == theirs.IsMatch(letters));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
        Assert.InRange(matched, 200, 4_800);
    }

    private static Gen<string> Patterns(int depth)
    {
        Gen<string> leaf = Gen.Elements("a", "b", "c", ".", "[ab]", "[^a]", "[a-b\\n]", "");
        if (depth == 0)
        {
            return leaf;
        }

        Gen<string> inner = Patterns(depth - 1);
        Gen<string> quantified = inner.Zip(Gen.Elements("*", "+", "?", "{2}", "{1,}", "{0,3}"))
            .Select(parts => $"({parts.Item1}){parts.Item2}");
        return Gen.OneOf(
            leaf,
            quantified,
            inner.Zip(inner).Select(parts => parts.Item1 + parts.Item2),
            inner.Zip(inner).Select(parts => $"(?:{parts.Item1}|{parts.Item2})"));
    }

    private static TextPattern Parse(string pattern)
    {
        Assert.True(
            TextPattern.TryParse(pattern, out TextPattern? parsed, out string? fault),
            string.Create(CultureInfo.InvariantCulture, $"{pattern}: {fault}"));
        return parsed;
    }

    private static bool IsMatch(TextPattern pattern, string text) => pattern.IsMatch(Encoding.UTF8.GetBytes(text));
}
