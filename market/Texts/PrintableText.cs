using System.Buffers;
using System.Globalization;
using System.Text;

namespace Candor.Market.Texts;

/// <summary>Text of files and of other parties as a message shows it: on one line, and nothing in it that a terminal
/// obeys. Every message that quotes such text takes it from here.</summary>
/// <remarks>
/// Controls move a terminal's cursor or rename its window, formats such as U+202E turn the order of what follows, and half of
/// a surrogate pair is no character: each is shown as <see cref="Hidden"/>. A message is read by people, and one mark says
/// enough; where a value has to stay the same, as in JSON, it is escaped instead.
/// </remarks>
public static class PrintableText
{
    /// <summary>What stands for a character that is not shown.</summary>
    public const char Hidden = '␣';

    /// <summary>The most characters of a value that a message quotes unless told otherwise.</summary>
    public const int LongestQuoted = 60;

    /// <summary>A message on one line: line breaks and tabs become one space.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The text without what cannot be shown, and without white space at its end.</returns>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is not ('\n' or '\r' or '\t'))
            {
                Append(line, rune);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>A value in quotes.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="longest">The most characters that are shown; at least 1.</param>
    /// <returns>Such as <c>'abc'</c>; what is cut off is <c>…</c>.</returns>
    public static string Quote(string text, int longest = LongestQuoted)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 1);
        var quoted = new StringBuilder("'");
        int shown = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown++ == longest)
            {
                quoted.Append('…');
                break;
            }

            Append(quoted, rune);
        }

        return quoted.Append('\'').ToString();
    }

    /// <summary>A value in quotes, of at most <see cref="LongestQuoted"/> characters.</summary>
    /// <param name="utf8">Any bytes; what is not UTF-8 among them is shown as <see cref="Hidden"/> too.</param>
    /// <returns>As of a text.</returns>
    public static string Quote(ReadOnlySpan<byte> utf8)
    {
        var quoted = new StringBuilder("'");
        for (int shown = 0; !utf8.IsEmpty; shown++)
        {
            if (shown == LongestQuoted)
            {
                quoted.Append('…');
                break;
            }

            OperationStatus status = Rune.DecodeFromUtf8(utf8, out Rune rune, out int length);
            Append(quoted, status == OperationStatus.Done ? rune : Rune.ReplacementChar);
            utf8 = utf8[length..];
        }

        return quoted.Append('\'').ToString();
    }

    /// <summary>Whether a character is one that a terminal obeys or does not show: a control, a format, or a separator of
    /// lines or paragraphs. Who shows text in another way than a message asks here too.</summary>
    /// <param name="rune">Any character.</param>
    /// <returns>Whether it is not to be shown as it is.</returns>
    public static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // Half of a pair, or of a sequence of UTF-8, comes as the replacement character.
    private static void Append(StringBuilder line, Rune rune) =>
        line.Append(rune == Rune.ReplacementChar || IsHidden(rune) ? Hidden.ToString() : rune.ToString());
}
