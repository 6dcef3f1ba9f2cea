using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Candor.Market.Records.Normalization;

/// <summary>How the texts of a column are rewritten before they are measured, matched, committed to and compared, by the
/// tables of one version of Unicode that are part of this library, never by the platform's. Immutable and
/// thread-safe.</summary>
/// <remarks>
/// In this order, as far as each is asked for:
/// <list type="number">
/// <item><description>Normalisation Form C. Together with case folding it is NFC(toCasefold(NFD(X))): one form for each
/// class of Unicode's canonical caseless matching (The Unicode Standard, D145);</description></item>
/// <item><description>full case folding: the rows C and F of CaseFolding.txt, without the Turkic ones;</description></item>
/// <item><description>each run of <see cref="WhiteSpace"/> inside becomes one U+0020. At both ends a text has none in any
/// column.</description></item>
/// </list>
/// Doing it twice changes nothing. A code point that the version does not assign has no form yet, and is a fault:
/// a later version could make two texts of what was one.
/// </remarks>
public sealed record TextNormalization
{
    /// <summary>The version of the Unicode Character Database.</summary>
    public const string UnicodeVersion = "15.0.0";

    /// <summary>The longest text that is rewritten, in bytes of UTF-8; what a text becomes can be shorter or
    /// longer.</summary>
    public const int LongestInput = 1 << 20;

    /// <summary>Normalisation Form C: canonically equivalent texts become one.</summary>
    public bool Nfc { get; init; }

    /// <summary>Full case folding, without the Turkic rows.</summary>
    public bool CaseFold { get; init; }

    /// <summary>Each run of white space becomes one space.</summary>
    public bool CollapseSpaces { get; init; }

    /// <summary>Whether it asks for anything at all.</summary>
    public bool IsEmpty => !Nfc && !CaseFold && !CollapseSpaces;

    /// <summary>Rewrites a text.</summary>
    /// <param name="utf8">The text, without white space around it.</param>
    /// <param name="normalised">The text to commit to, without white space around it either. Where nothing had to change
    /// these are the bytes given; empty where there is a fault.</param>
    /// <returns>Why the text has no normalised form, as the end of a sentence about it that may show the value; null where
    /// it has one.</returns>
    public string? Apply(ReadOnlySpan<byte> utf8, out ReadOnlySpan<byte> normalised)
    {
        normalised = default;
        if (utf8.Length > LongestInput)
        {
            return $"has {utf8.Length} bytes before it is normalised; expected at most {LongestInput}";
        }

        if (!Utf8.IsValid(utf8))
        {
            return "is not UTF-8";
        }

        if (IsNormalisedAscii(utf8))
        {
            normalised = utf8;
            return null;
        }

        List<int> text = CodePointsOf(utf8);
        foreach (int c in text)
        {
            if (!UnicodeTables.Shared.IsAssigned(c))
            {
                return $"has U+{c:X4}, which Unicode {UnicodeVersion} assigns no character; expected assigned characters";
            }
        }

        normalised = ToUtf8(Rewritten(text));
        return null;
    }

    /// <summary>Whether a text is one that <see cref="Apply"/> leaves as it is.</summary>
    /// <param name="utf8">The text, from anybody.</param>
    /// <returns>Whether it is.</returns>
    public bool IsNormalised(ReadOnlySpan<byte> utf8) =>
        Apply(utf8, out ReadOnlySpan<byte> normalised) is null && normalised.SequenceEqual(utf8);

    /// <summary>What a normalised text is, in words.</summary>
    /// <returns>Such as "Normalisation Form C, case folded", with the version.</returns>
    public override string ToString()
    {
        string[] asked = [.. new[]
        {
            Nfc ? "Normalisation Form C" : null,
            CaseFold ? "case folded" : null,
            CollapseSpaces ? "single spaces" : null,
        }.OfType<string>()];
        return asked.Length == 0 ? "as it stands" : $"{string.Join(", ", asked)} (Unicode {UnicodeVersion})";
    }

    private List<int> Rewritten(List<int> text)
    {
        if (Nfc)
        {
            text = CanonicalForms.Decompose(text);
        }

        if (CaseFold)
        {
            text = UnicodeTables.Shared.Fold(text);
        }

        if (Nfc)
        {
            // What was folded can have lost its order: U+0345 is a mark, and what it folds to is a letter.
            text = CanonicalForms.Compose(CaseFold ? CanonicalForms.Decompose(text) : text);
        }

        return CollapseSpaces ? WhiteSpace.Collapse(text) : text;
    }

    // Most texts are ASCII, and most of those need nothing.
    private bool IsNormalisedAscii(ReadOnlySpan<byte> utf8)
    {
        if (!Ascii.IsValid(utf8) || (CaseFold && utf8.ContainsAnyInRange((byte)'A', (byte)'Z')))
        {
            return false;
        }

        for (int i = 0; CollapseSpaces && i < utf8.Length; i++)
        {
            if (WhiteSpace.Contains(utf8[i])
                && (utf8[i] != ' ' || (i + 1 < utf8.Length && WhiteSpace.Contains(utf8[i + 1]))))
            {
                return false;
            }
        }

        return true;
    }

    private static List<int> CodePointsOf(ReadOnlySpan<byte> utf8)
    {
        var text = new List<int>(utf8.Length);
        while (Rune.DecodeFromUtf8(utf8, out Rune rune, out int length) == OperationStatus.Done)
        {
            text.Add(rune.Value);
            utf8 = utf8[length..];
        }

        return text;
    }

    private static byte[] ToUtf8(List<int> text)
    {
        byte[] bytes = new byte[text.Sum(static c => new Rune(c).Utf8SequenceLength)];
        int written = 0;
        foreach (int c in text)
        {
            written += new Rune(c).EncodeToUtf8(bytes.AsSpan(written));
        }

        return bytes;
    }
}
