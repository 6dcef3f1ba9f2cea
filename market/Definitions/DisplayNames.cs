using Candor.Market.Json;
using Candor.Market.Texts;

namespace Candor.Market.Definitions;

/// <summary>What people call a market and its participants.</summary>
internal static class DisplayNames
{
    /// <summary>Reads <c>displayName</c>.</summary>
    /// <param name="members">The members of what it names.</param>
    /// <param name="version">The definition's version. Before version 3 a length counts UTF-16 code units, and a name may
    /// show nothing, such as U+200B alone, and hold line breaks and escapes.</param>
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
        else if (version < 3 ? string.IsNullOrWhiteSpace(text) : UnseenCharacters.AreAllOf(text))
        {
            member.Value.AddFault("a name that can be seen", "a name of spaces or invisible characters alone");
        }
        else if (version >= 3 && UnseenCharacters.FirstControlOf(text) is { } control)
        {
            member.Value.AddFault(
                "a name on one line, without control characters", $"a name with the character U+{control.Value:X4}");
        }

        return text;
    }
}
