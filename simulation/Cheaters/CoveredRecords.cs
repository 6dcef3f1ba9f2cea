using Candor.Simulation.Participants;
using Candor.Simulation.Setup;

namespace Candor.Simulation.Cheaters;

/// <summary>Has tagged invalid records, and opens valid ones in their place.</summary>
/// <param name="seat">Its place.</param>
/// <param name="bad">How many.</param>
internal sealed class CoveredRecords(Seat seat, int bad) : InvalidRecords(seat, bad)
{
    private readonly List<ReadOnlyMemory<byte>> _valid = SyntheticRecords.Valid(seat.Index, seat.Setup.Records);

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> RecordToShow(int index) => _valid[index];
}
