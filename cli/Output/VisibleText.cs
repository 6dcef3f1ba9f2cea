using System.Globalization;
using System.Text;
using Candor.Market.Texts;
using Spectre.Console;

namespace Candor.Cli.Output;

/// <summary>Text of files and of other parties as the tool shows it: nothing in it that a terminal obeys, turns around or
/// hides. Everything that <see cref="Screen"/> writes goes through here.</summary>
/// <remarks>
/// What cannot be seen is written as JSON writes it: U+202E as <c>\u202e</c>. A person sees that something is there, and
/// in JSON, where such a character stands in strings alone, the value stays the same. <see cref="PrintableText"/>, which
/// messages are made with, hides the same characters behind one mark, and joins lines.
/// </remarks>
internal static class VisibleText
{
    /// <summary>Text in which line breaks stay.</summary>
    /// <param name="text">Any text.</param>
    internal static string Of(string text) => Escape(text, keepsLines: true);

    /// <summary>Text on one line, such as a cell of a table.</summary>
    /// <param name="text">Any text.</param>
    internal static string OfLine(string text) => Escape(text, keepsLines: false);

    /// <summary>How many of a terminal's cells a text takes: two for a wide character, none for a combining one.</summary>
    /// <param name="text">Text that can be seen.</param>
    internal static int WidthOf(string text) => text.GetCellWidth();

    private static string Escape(string text, bool keepsLines)
    {
        StringBuilder? escaped = null;
        for (int i = 0; i < text.Length;)
        {
            bool isWhole = Rune.TryGetRuneAt(text, i, out Rune rune);
            int length = isWhole ? rune.Utf16SequenceLength : 1;
            bool isShown = isWhole && (!PrintableText.IsHidden(rune) || (keepsLines && IsLineBreak(text, i)));
            if (!isShown)
            {
                escaped ??= new StringBuilder(text, 0, i, text.Length + 16);
                foreach (char unit in text.AsSpan(i, length))
                {
                    escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
                }
            }
            else
            {
                escaped?.Append(text, i, length);
            }

            i += length;
        }

        return escaped?.ToString() ?? text;
    }

    // JSON over several lines has the platform's line breaks, which are two characters on Windows.
    private static bool IsLineBreak(string text, int at) =>
        text[at] == '\n' || (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n');
}
