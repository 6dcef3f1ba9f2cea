using Candor.Commitments.Datasets;
using Candor.Simulation.Participants;

namespace Candor.Simulation.Cheaters;

/// <summary>Tags under one key and commits to another.</summary>
/// <param name="seat">Its place.</param>
internal sealed class SwappedRecordKey(Seat seat) : SimulatedParticipant(seat)
{
    private readonly RecordKey _other = RecordKey.Create(seat.Random);

    /// <inheritdoc/>
    protected override TaggedDataset Tag(RecordKey key) => base.Tag(_other);
}
