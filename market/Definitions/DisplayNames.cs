using System.Text;
using Candor.Market.Json;

namespace Candor.Market.Definitions;

/// <summary>What people call a market and its participants.</summary>
internal static class DisplayNames
{
    // Everything that shows nothing by itself: white space, controls, what Unicode 16 lists as Default_Ignorable_Code_Point,
    // and the blank Braille pattern. The list is closed, and not the platform's, whose tables differ by release: what a
    // definition may hold is the same on every machine.
    private static readonly (int First, int Last)[] s_blank =
    [
        (0x0000, 0x0020), (0x007F, 0x00A0), (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160),
        (0x1680, 0x1680), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F),
        (0x2800, 0x2800), (0x3000, 0x3000), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    /// <summary>Reads <c>displayName</c>.</summary>
    /// <param name="members">The members of what it names.</param>
    /// <param name="version">The definition's version. Before version 3 a length counts UTF-16 code units, and a name may
    /// show nothing, such as U+200B alone.</param>
    internal static string? Read(JsonMembers members, int version)
    {
        string unit = version < 3 ? "UTF-16 code units" : "characters (Unicode code points)";
        string expected = $"1 to {MarketDefinitionReader.MaxDisplayName} {unit}";
        JsonValue? member = members.Required("displayName", expected);
        if (member?.Text(expected) is not { } text)
        {
            return null;
        }

        int length = version < 3 ? text.Length : text.EnumerateRunes().Count();
        if (length is 0 or > MarketDefinitionReader.MaxDisplayName)
        {
            member.Value.AddFault(expected, $"{length} {unit}");
        }
        else if (version < 3 ? string.IsNullOrWhiteSpace(text) : text.EnumerateRunes().All(IsBlank))
        {
            member.Value.AddFault("a name that can be seen", "a name of spaces or invisible characters alone");
        }

        return text;
    }

    private static bool IsBlank(Rune rune) =>
        s_blank.Any(range => rune.Value >= range.First && rune.Value <= range.Last);
}
