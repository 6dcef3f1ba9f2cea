namespace Candor.Market.Definitions;

/// <summary>Ids of markets, participants and operators, as they stand in resource names.</summary>
public static class ResourceId
{
    /// <summary>The rule in words.</summary>
    public const string Expected =
        "1 to 63 characters: lower-case letters, digits and hyphens, a letter or digit first and last";

    private const int MaxLength = 63;

    /// <summary>Whether a text is an id.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Whether it follows the rule.</returns>
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > 0 and <= MaxLength
            && text[0] != '-'
            && text[^1] != '-'
            && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
    }
}
