using System.Text;

namespace Candor.Market.Texts;

/// <summary>What the names of a definition may not consist of, or not hold.</summary>
/// <remarks>
/// The lists are closed, and not the platform's, whose tables differ by release: what a definition may hold is the same on
/// every machine. <see cref="PrintableText"/>, which only shows text, asks the platform.
/// </remarks>
internal static class UnseenCharacters
{
    // White space, controls, what Unicode 16 lists as Default_Ignorable_Code_Point, and the blank Braille pattern.
    private static readonly (int First, int Last)[] s_blank =
    [
        (0x0000, 0x0020), (0x007F, 0x00A0), (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160),
        (0x1680, 0x1680), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F),
        (0x2800, 0x2800), (0x3000, 0x3000), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    // The category Cc, which never grows, and the separators of lines and paragraphs.
    private static readonly (int First, int Last)[] s_controls = [(0x0000, 0x001F), (0x007F, 0x009F), (0x2028, 0x2029)];

    /// <summary>Whether nothing of a text can be seen.</summary>
    /// <param name="text">Any text.</param>
    internal static bool AreAllOf(string text) => text.EnumerateRunes().All(static rune => IsIn(s_blank, rune));

    /// <summary>The first control character or line break.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The character; null where there is none.</returns>
    internal static Rune? FirstControlOf(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsIn(s_controls, rune))
            {
                return rune;
            }
        }

        return null;
    }

    private static bool IsIn((int First, int Last)[] ranges, Rune rune) =>
        ranges.Any(range => rune.Value >= range.First && rune.Value <= range.Last);
}
