using Candor.Simulation.Participants;

namespace Candor.Simulation.Cheaters;

/// <summary>Sends another participant's commitment again, byte for byte as it was signed.</summary>
/// <param name="seat">Its place.</param>
internal sealed class ReplayedMessage(Seat seat) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    internal override void Commit() => Send(
        ProtocolStep.Commitment,
        Platform.Commit(Platform.State.Participants[0].Commitment!.Envelope));
}
