using System.Text;
using Candor.Market.Records;
using Candor.Market.Records.Normalization;

namespace Candor.Market.Tests.Records;

public sealed class NormalisedTextColumnTests
{
    private static readonly TextNormalization s_whole = new() { Nfc = true, CaseFold = true, CollapseSpaces = true };

    [Fact]
    public void TextColumn_ANormalisationThatAsksForNothing_IsRefused() => Assert.Contains(
        "asks for nothing",
        Assert.Throws<ArgumentException>(() => new TextColumn("t", normalization: new TextNormalization())).Message,
        StringComparison.Ordinal);

    // Another spelling in an opened record would make two records of one value. The value is not shown.
    [Theory]
    [InlineData("Zoe\u0308")]
    [InlineData("zoe\u0308")]
    [InlineData("ZO\u00CB")]
    [InlineData("a  b")]
    [InlineData("a\u00A0b")]
    [InlineData("a\u0378")]
    public void FaultOf_AnOpenedTextThatIsNotNormalised_IsRefused(string text)
    {
        RecordFormat format = Format(new TextColumn("t", normalization: s_whole));
        Assert.Equal(
            "column 't': the text is not normalised; expected Normalisation Form C, case folded, single spaces "
            + "(Unicode 15.0.0)",
            format.FaultOf(Opened(text)));
        Assert.Null(Format(new TextColumn("t")).FaultOf(Opened(text)));
    }

    [Theory]
    [InlineData("zo\u00EB")]
    [InlineData("a b")]
    [InlineData("1f00 \u1F00\u03B9")]
    public void FaultOf_AnOpenedTextThatIsNormalised_IsNull(string text) =>
        Assert.Null(Format(new TextColumn("t", normalization: s_whole)).FaultOf(Opened(text)));

    // "STRAẞE" has 8 bytes and its folded form 7; "ŉ" has 2 and becomes 3.
    [Theory]
    [InlineData(" STRA\u1E9EE ", 7, null)]
    [InlineData("STRA\u1E9EE", 6, "'STRA\u1E9EE' has 7 bytes once it is normalised; expected at most 6")]
    [InlineData("\u0149", 2, "'\u0149' has 3 bytes once it is normalised; expected at most 2")]
    [InlineData("a         b", 3, null)]
    public void Append_TheLongestText_IsOfTheNormalised(string cell, int most, string? fault) =>
        Assert.Equal(fault, Append(new TextColumn("t", maxBytes: most, normalization: s_whole), cell));

    [Theory]
    [InlineData("PARIS 7", "[a-z]+ [0-9]", null)]
    [InlineData("Paris\u00A0\u00A07", "[a-z]+ [0-9]", null)]
    [InlineData("PARIS", "[A-Z]+", "'PARIS' does not match the pattern '[A-Z]+'")]
    public void Append_ThePattern_IsMatchedByTheNormalised(string cell, string pattern, string? fault) =>
        Assert.Equal(fault, Append(new TextColumn("t", pattern: pattern, normalization: s_whole), cell));

    [Fact]
    public void Append_ACodePointThatIsNotAssigned_IsAnInvalidRow() => Assert.Equal(
        "'a\u0378' has U+0378, which Unicode 15.0.0 assigns no character; expected assigned characters",
        Append(new TextColumn("t", normalization: s_whole), "a\u0378"));

    // What looks alike, compatibility forms and what nobody sees stay distinct: the documents say so.
    [Theory]
    [InlineData("\u0430", "a")]
    [InlineData("\uFF41", "a")]
    [InlineData("x\u00B2", "x2")]
    [InlineData("co\u00ADop", "coop")]
    [InlineData("a\u200Bb", "ab")]
    [InlineData("\u0131", "i")]
    public void Append_WhatIsNoCanonicalEquivalent_StaysAnotherRecord(string one, string other)
    {
        var column = new TextColumn("t", normalization: s_whole);
        Assert.NotEqual(Record(column, one), Record(column, other));
    }

    // A ligature is kept by NFC; full case folding writes it out.
    [Fact]
    public void Append_ALigature_IsKeptByNfcAndWrittenOutByCaseFolding()
    {
        var nfc = new TextColumn("t", normalization: new TextNormalization { Nfc = true });
        Assert.NotEqual(Record(nfc, "\uFB01n"), Record(nfc, "fin"));
        var folded = new TextColumn("t", normalization: new TextNormalization { CaseFold = true });
        Assert.Equal(Record(folded, "\uFB01n"), Record(folded, "fin"));
    }

    private static RecordFormat Format(RecordColumn column) => new([column]);

    private static byte[] Opened(string text)
    {
        var encoder = new RecordEncoder();
        encoder.AppendText(Encoding.UTF8.GetBytes(text));
        return encoder.Written.ToArray();
    }

    private static string? Append(TextColumn column, string cell) =>
        column.Append(Encoding.UTF8.GetBytes(cell), new RecordEncoder());

    private static byte[] Record(TextColumn column, string cell)
    {
        var encoder = new RecordEncoder();
        Assert.Null(column.Append(Encoding.UTF8.GetBytes(cell), encoder));
        return encoder.Written.ToArray();
    }
}
