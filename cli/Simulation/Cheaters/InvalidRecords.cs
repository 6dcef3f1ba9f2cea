namespace Candor.Cli.Simulation.Cheaters;

/// <summary>Some of its records break the market's rules.</summary>
/// <param name="seat">Its place.</param>
/// <param name="bad">How many.</param>
internal class InvalidRecords(Seat seat, int bad) : Company(seat)
{
    /// <inheritdoc/>
    protected override IEnumerable<ReadOnlyMemory<byte>> ReadRecords() =>
        SyntheticRecords.WithInvalid(Seat.Index, Seat.Market.Records, bad);
}
