using Candor.Market.Definitions;

namespace Candor.Client.Internal;

/// <summary>Resource names: <c>markets/{market}/participants/{participant}</c>.</summary>
internal static class ResourceNames
{
    private const string Markets = "markets/";

    /// <summary>A market's name from its name or its id.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    internal static string Market(string market, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(market, parameter);
        string id = market.StartsWith(Markets, StringComparison.Ordinal) ? market[Markets.Length..] : market;
        return ResourceId.IsValid(id)
            ? Markets + id
            : throw new ArgumentException(
                $"'{market}' names no market; expected an id of {ResourceId.Expected}, or 'markets/' with one.",
                parameter);
    }

    /// <summary>A participant's name.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="participant">The participant's id.</param>
    internal static string Participant(string market, string participant) => $"{market}/participants/{participant}";

    /// <summary>Checks a participant's id.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    internal static void RequireParticipantId(string participant, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(participant, parameter);
        if (!ResourceId.IsValid(participant))
        {
            throw new ArgumentException(
                $"'{participant}' is no participant's id; expected {ResourceId.Expected}.", parameter);
        }
    }
}
