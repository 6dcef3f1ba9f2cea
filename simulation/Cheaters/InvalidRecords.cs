using Candor.Simulation.Participants;
using Candor.Simulation.Setup;

namespace Candor.Simulation.Cheaters;

/// <summary>Some of its records break the market's rules.</summary>
/// <param name="seat">Its place.</param>
/// <param name="bad">How many.</param>
internal class InvalidRecords(Seat seat, int bad) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    protected override IEnumerable<ReadOnlyMemory<byte>> ReadRecords() =>
        SyntheticRecords.WithInvalid(Seat.Index, Seat.Setup.Records, bad);
}
