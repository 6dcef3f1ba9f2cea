using Candor.Client.Transcripts;
using Candor.Market;
using Candor.Market.Events;

namespace Candor.Simulation.Training;

/// <summary>A log as a member reads it: entry by entry, each run again as the real client runs it.</summary>
internal static class TrainingLog
{
    /// <summary>Reads a log.</summary>
    /// <param name="log">Its entries, as the platform shows them.</param>
    /// <param name="state">The market after the last entry that holds.</param>
    /// <returns>What does not hold in it, first; null where all of it does.</returns>
    internal static TranscriptFault? Read(IEnumerable<MarketEvent> log, out MarketState state)
    {
        var replay = new TranscriptReplay();
        TranscriptFault? fault = null;
        ulong index = 0;
        foreach (MarketEvent next in log)
        {
            fault = replay.Add(TranscriptEntry.Open(index++, EventCodec.Encode(next)));
            if (fault is not null)
            {
                break;
            }
        }

        state = replay.State!;
        return fault ?? replay.Finish();
    }
}
