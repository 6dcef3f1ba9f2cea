using System.Diagnostics.CodeAnalysis;
using Candor.Market.Definitions;

namespace Candor.Wire.Names;

/// <summary>Names of markets: <c>markets/{market}</c>.</summary>
public static class MarketName
{
    /// <summary>The rule in words.</summary>
    public const string Expected = "markets/{market}, the id " + ResourceId.Expected;

    private const string Prefix = "markets/";

    /// <summary>The name of a market.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Its name.</returns>
    public static string Of(string id) => Prefix + id;

    /// <summary>Whether a text names a market.</summary>
    /// <param name="name">The text.</param>
    /// <returns>Whether it follows the rule.</returns>
    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Prefix, StringComparison.Ordinal) && ResourceId.IsValid(name[Prefix.Length..]);
    }

    /// <summary>Takes what people write, a market's name or its id alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The market's name.</param>
    /// <returns>Whether it is either.</returns>
    public static bool TryComplete(string text, [NotNullWhen(true)] out string? name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = IsValid(text) ? text : ResourceId.IsValid(text) ? Of(text) : null;
        return name is not null;
    }
}
