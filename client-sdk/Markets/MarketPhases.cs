using Candor.Market;

namespace Candor.Client.Markets;

/// <summary>A market's phase as the wire has it.</summary>
internal static class MarketPhases
{
    /// <summary>Reads a phase; null where this version does not know it.</summary>
    internal static MarketPhase? Read(V1.MarketPhase phase) => phase switch
    {
        V1.MarketPhase.Open => MarketPhase.Open,
        V1.MarketPhase.Settled => MarketPhase.Settled,
        V1.MarketPhase.Cancelled => MarketPhase.Cancelled,
        _ => null,
    };
}
