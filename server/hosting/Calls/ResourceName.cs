using System.Diagnostics.CodeAnalysis;
using Candor.Market.Definitions;

namespace Candor.Hosting.Calls;

/// <summary>Resource names: <c>markets/{market}</c> and <c>markets/{market}/participants/{participant}</c>.</summary>
internal static class ResourceName
{
    internal const string MarketExpected = "markets/{market}, the id " + ResourceId.Expected;

    internal const string ParticipantExpected =
        "markets/{market}/participants/{participant}, each id " + ResourceId.Expected;

    /// <summary>Whether a text names a market.</summary>
    /// <param name="name">The text.</param>
    /// <returns>Whether it is well formed.</returns>
    internal static bool IsMarket(string name) =>
        name.Split('/') is ["markets", var market] && ResourceId.IsValid(market);

    /// <summary>Reads a participant's name.</summary>
    /// <param name="name">The text.</param>
    /// <param name="parsed">Its parts.</param>
    /// <returns>Whether it is well formed.</returns>
    internal static bool TryParseParticipant(string name, [NotNullWhen(true)] out ParticipantName? parsed)
    {
        parsed = name.Split('/') is ["markets", var market, "participants", var participant]
            && ResourceId.IsValid(market) && ResourceId.IsValid(participant)
                ? new ParticipantName($"markets/{market}", participant)
                : null;
        return parsed is not null;
    }

    /// <summary>The name of a participant.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="participant">The participant's id.</param>
    /// <returns>The name.</returns>
    internal static string OfParticipant(string market, string participant) => $"{market}/participants/{participant}";
}

/// <summary>A participant's name in its parts.</summary>
/// <param name="Market">The market's name, <c>markets/{market}</c>.</param>
/// <param name="Id">The participant's id.</param>
internal sealed record ParticipantName(string Market, string Id)
{
    /// <inheritdoc/>
    public override string ToString() => ResourceName.OfParticipant(Market, Id);
}
