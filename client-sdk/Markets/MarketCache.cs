using System.Collections.Concurrent;

namespace Candor.Client.Markets;

/// <summary>Markets that were verified. Rules never change, so a step need not fetch them again; and a server that
/// shows other rules under a name seen before is caught.</summary>
internal sealed class MarketCache
{
    // A roster of 10,000 takes megabytes; a client that visits many markets starts over rather than keep them all.
    private const int MaxMarkets = 64;

    private readonly ConcurrentDictionary<string, VerifiedMarket> _markets = new(StringComparer.Ordinal);

    internal VerifiedMarket? Find(string name) => _markets.GetValueOrDefault(name);

    /// <summary>Keeps a market.</summary>
    /// <returns>The market as it was first verified.</returns>
    /// <exception cref="UnverifiedAnswerException">It had other rules before.</exception>
    internal VerifiedMarket Keep(VerifiedMarket market)
    {
        if (_markets.Count >= MaxMarkets && !_markets.ContainsKey(market.Name))
        {
            _markets.Clear();
        }

        VerifiedMarket first = _markets.GetOrAdd(market.Name, market);
        return first.DefinitionDigest.Equals(market.DefinitionDigest)
            ? first
            : throw new UnverifiedAnswerException(
                AnswerFault.OtherRules,
                $"{market.Name} has the definition digest '{Convert.ToHexStringLower(market.DefinitionDigest.Span)}'; "
                + $"before it had '{Convert.ToHexStringLower(first.DefinitionDigest.Span)}'.");
    }
}
