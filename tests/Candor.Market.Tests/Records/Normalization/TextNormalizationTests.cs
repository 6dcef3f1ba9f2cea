using System.Text;
using System.Text.Json;
using Candor.Market.Records;
using Candor.Market.Records.Normalization;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Market.Tests.Records.Normalization;

public sealed class TextNormalizationTests
{
    private static readonly TextNormalization[] s_all =
    [
        .. from nfc in new[] { true, false }
           from caseFold in new[] { true, false }
           from collapse in new[] { true, false }
           where nfc || caseFold || collapse
           select new TextNormalization { Nfc = nfc, CaseFold = caseFold, CollapseSpaces = collapse },
    ];

    // Letters that compose and fold, marks of several classes, Hangul, spaces, and what stays as it is.
    private static readonly Gen<string> s_text = Gen.Elements(
            'a', 'E', 'i', 'I', 's', 'K', 'ß', 'ẞ', 'ı', 'İ', 'Å', 'é', '\u212A', '\u212B', 'α', 'Σ', 'ς', 'ᾂ', 'ΐ', 'ǰ',
            '\u0300', '\u0301', '\u0308', '\u030A', '\u0313', '\u0323', '\u0327', '\u0342', '\u0344', '\u0345', '\u0338',
            '\u1112', '\u1161', '\u11AB', '\uAC00', '\uD55C', ' ', '\t', '\u00A0', '\u2000', '\u3000', '\u200B', 'ﬁ', 'Ａ')
        .ArrayOf().Select(static letters => new string(letters));

    [Fact]
    public void Append_TheSharedVectors_AreTheirTextsOrRefused()
    {
        string json = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "text-normalization.json"));
        using var file = JsonDocument.Parse(json);
        Assert.Equal(TextNormalization.UnicodeVersion, file.RootElement.GetProperty("unicode").GetString());
        int taken = 0;
        int refused = 0;
        foreach (JsonElement test in file.RootElement.GetProperty("tests").EnumerateArray())
        {
            string[] asked = [.. test.GetProperty("asked").EnumerateArray().Select(static name => name.GetString()!)];
            var column = new TextColumn("t", normalization: new TextNormalization
            {
                Nfc = asked.Contains("nfc"),
                CaseFold = asked.Contains("caseFold"),
                CollapseSpaces = asked.Contains("collapseSpaces"),
            });
            var encoder = new RecordEncoder();
            string? fault = column.Append(Encoding.UTF8.GetBytes(test.GetProperty("cell").GetString()!), encoder);
            if (test.GetProperty("text").GetString() is { } text)
            {
                Assert.Null(fault);
                Assert.Equal(Canonical(text), encoder.Written.ToArray());
                taken++;
            }
            else
            {
                Assert.Contains("which Unicode 15.0.0 assigns no character", fault, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.Equal((308, 42), (taken, refused));
    }

    [Fact]
    public void Apply_Twice_ChangesNothing()
    {
        foreach (int c in Enumerable.Range(0, 0x110000).Where(static c => Rune.IsValid(c)))
        {
            AssertStays(new Rune(c).ToString());
        }

        Prop.ForAll(s_text.ToArbitrary(), AssertStays).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Apply_CanonicalEquivalents_AreOneText()
    {
        Prop.ForAll(s_text.ToArbitrary(), text =>
        {
            List<int> decomposed = CanonicalForms.Decompose([.. text.EnumerateRunes().Select(static rune => rune.Value)]);
            string[] spellings =
                [text, Text(decomposed), Text(CanonicalForms.Compose(decomposed))];
            foreach (TextNormalization normalization in s_all.Where(static n => n.Nfc))
            {
                Assert.Single(spellings.Select(spelling => Applied(normalization, spelling)).Distinct());
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Apply_CaseFolding_MakesOneTextOfWhatFoldsAlike()
    {
        var folds = new TextNormalization { CaseFold = true };
        var both = new TextNormalization { CaseFold = true, Nfc = true };
        Prop.ForAll(s_text.ToArbitrary(), text =>
        {
            string folded = Applied(folds, text);
            Assert.Equal(folded, Applied(folds, folded));
            Assert.Equal(Applied(both, text), Applied(both, Applied(new TextNormalization { Nfc = true }, text)));
            Assert.Equal(Applied(both, text), Applied(both, Applied(both, text)));
        }).QuickCheckThrowOnFailure();
    }

    // "Zoë" typed on two machines: one record where the column asks for NFC, and two where it does not.
    [Fact]
    public void Append_NfcAndNfdOfAName_AreOneRecordUnderNfcAndTwoWithout()
    {
        byte[] composed = Encoding.UTF8.GetBytes("Zo\u00EB");
        byte[] decomposed = Encoding.UTF8.GetBytes("Zoe\u0308");
        Assert.NotEqual(Record(new TextColumn("t"), composed), Record(new TextColumn("t"), decomposed));

        var column = new TextColumn("t", normalization: new TextNormalization { Nfc = true });
        Assert.Equal(Canonical("Zo\u00EB"), Record(column, composed));
        Assert.Equal(Canonical("Zo\u00EB"), Record(column, decomposed));
    }

    // .NET's own answer under invariant globalisation is the text itself, which is why the tables are ours.
    [Fact]
    public void Apply_UnderInvariantGlobalisation_DoesNotAskThePlatform()
    {
        Assert.True(AppContext.TryGetSwitch("System.Globalization.Invariant", out bool isInvariant) && isInvariant);
        Assert.Equal("\u1ED7", Applied(new TextNormalization { Nfc = true }, "o\u0302\u0303"));
        Assert.Equal("\U00010428", Applied(new TextNormalization { CaseFold = true }, "\U00010400"));
    }

    [Theory]
    [InlineData("a\u0378", "has U+0378, which Unicode 15.0.0 assigns no character; expected assigned characters")]
    [InlineData("\U0001FAE9", "has U+1FAE9, which Unicode 15.0.0 assigns no character; expected assigned characters")]
    [InlineData("\uFFFF", "has U+FFFF, which Unicode 15.0.0 assigns no character; expected assigned characters")]
    public void Apply_ACodePointThatIsNotAssigned_IsAFaultThatNamesItAndTheVersion(string text, string fault)
    {
        foreach (TextNormalization normalization in s_all)
        {
            Assert.Equal(fault, normalization.Apply(Encoding.UTF8.GetBytes(text), out ReadOnlySpan<byte> normalised));
            Assert.True(normalised.IsEmpty);
        }
    }

    [Fact]
    public void Apply_MoreThanTheLongestInput_IsAFaultBeforeAnyWork()
    {
        var spaces = new TextNormalization { CollapseSpaces = true };
        byte[] text = new byte[TextNormalization.LongestInput + 1];
        text.AsSpan().Fill((byte)' ');
        (text[0], text[^2]) = ((byte)'a', (byte)'b');
        Assert.Equal(
            "has 1048577 bytes before it is normalised; expected at most 1048576", spaces.Apply(text, out _));
        Assert.Null(spaces.Apply(text.AsSpan(..^1), out ReadOnlySpan<byte> normalised));
        Assert.Equal("a b"u8, normalised);
    }

    private static void AssertStays(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        foreach (TextNormalization normalization in s_all)
        {
            if (normalization.Apply(utf8, out ReadOnlySpan<byte> once) is null)
            {
                Assert.True(normalization.IsNormalised(once), $"{normalization}: {Convert.ToHexString(utf8)}");
                Assert.Equal(utf8.AsSpan().SequenceEqual(once), normalization.IsNormalised(utf8));
            }
            else
            {
                Assert.False(normalization.IsNormalised(utf8));
            }
        }
    }

    private static string Applied(TextNormalization normalization, string text)
    {
        Assert.Null(normalization.Apply(Encoding.UTF8.GetBytes(text), out ReadOnlySpan<byte> normalised));
        return Encoding.UTF8.GetString(normalised);
    }

    private static string Text(List<int> codePoints) =>
        string.Concat(codePoints.Select(static c => new Rune(c).ToString()));

    private static byte[] Record(TextColumn column, byte[] cell)
    {
        var encoder = new RecordEncoder();
        Assert.Null(column.Append(cell, encoder));
        return encoder.Written.ToArray();
    }

    private static byte[] Canonical(string text)
    {
        var encoder = new RecordEncoder();
        encoder.AppendText(Encoding.UTF8.GetBytes(text));
        return encoder.Written.ToArray();
    }
}
