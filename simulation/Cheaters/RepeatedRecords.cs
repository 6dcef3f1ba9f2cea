using Candor.Simulation.Participants;

namespace Candor.Simulation.Cheaters;

/// <summary>Counts a tenth of its records twice and keeps both in its tags.</summary>
/// <param name="seat">Its place.</param>
internal sealed class RepeatedRecords(Seat seat) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    protected override bool KeepsRepeats => true;

    /// <inheritdoc/>
    protected override IEnumerable<ReadOnlyMemory<byte>> ReadRecords()
    {
        List<ReadOnlyMemory<byte>> records = [.. base.ReadRecords()];
        int repeated = (records.Count + 9) / 10;
        for (int i = 0; i < repeated; i++)
        {
            records[^(i + 1)] = records[i];
        }

        return records;
    }
}
