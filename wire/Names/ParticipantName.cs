using System.Diagnostics.CodeAnalysis;
using Candor.Market.Definitions;

namespace Candor.Wire.Names;

/// <summary>A participant's name in its parts: <c>markets/{market}/participants/{participant}</c>.</summary>
/// <param name="Market">The market's name, <c>markets/{market}</c>.</param>
/// <param name="Id">The participant's id in the roster.</param>
public sealed record ParticipantName(string Market, string Id)
{
    /// <summary>The rule in words.</summary>
    public const string Expected = "markets/{market}/participants/{participant}, each id " + ResourceId.Expected;

    /// <summary>The name of a participant.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="participant">The participant's id.</param>
    /// <returns>The name.</returns>
    public static string Of(string market, string participant) => $"{market}/participants/{participant}";

    /// <summary>Reads a name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">Its parts.</param>
    /// <returns>Whether it follows the rule.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out ParticipantName? name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = text.Split('/') is ["markets", var market, "participants", var participant]
            && ResourceId.IsValid(market) && ResourceId.IsValid(participant)
                ? new ParticipantName(MarketName.Of(market), participant)
                : null;
        return name is not null;
    }

    /// <summary>The name as it is written.</summary>
    /// <returns><c>markets/{market}/participants/{participant}</c>.</returns>
    public override string ToString() => Of(Market, Id);
}
