using Candor.Market;
using Candor.Market.Training;

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
        V1.MarketPhase.Training => MarketPhase.Training,
        _ => null,
    };

    /// <summary>Reads what became of a training; null where there was none, or this version does not know it.</summary>
    internal static TrainingEnd? Read(V1.TrainingResult result) => result switch
    {
        V1.TrainingResult.Trained => TrainingEnd.Summed,
        V1.TrainingResult.NotTrainable => TrainingEnd.NotTrainable,
        V1.TrainingResult.SharesMissing => TrainingEnd.SharesMissing,
        V1.TrainingResult.RepairBroken => TrainingEnd.RepairBroken,
        V1.TrainingResult.PlatformFailed => TrainingEnd.PlatformFailed,
        _ => null,
    };
}
