using Candor.Simulation.Participants;

namespace Candor.Simulation.Cheaters;

/// <summary>Commits to a tenth more records than it has.</summary>
/// <param name="seat">Its place.</param>
/// <param name="admits">Whether it tells the validator the size that it committed to, or the true one.</param>
internal sealed class InflatedSize(Seat seat, bool admits) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    protected override ulong SizeToClaim => admits ? Opening.Value : Dataset.Size;

    /// <inheritdoc/>
    protected override ulong SizeToCommit() => Dataset.Size + (Dataset.Size / 10) + 1;
}
