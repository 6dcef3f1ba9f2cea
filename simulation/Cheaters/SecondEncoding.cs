using Candor.Simulation.Participants;
using Candor.V1;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Simulation.Cheaters;

/// <summary>Signs its commitment with one field written twice: every parser reads the same, and the bytes are
/// others.</summary>
/// <param name="seat">Its place.</param>
internal sealed class SecondEncoding(Seat seat) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    internal override void Commit()
    {
        SubmitCommitmentPayload commitment = CommitmentTo(Opening);
        byte[] again = new SubmitCommitmentPayload { Participant = commitment.Participant }.ToByteArray();
        Send(
            ProtocolStep.Commitment,
            Platform.Commit(Seat.Key.Sign(PayloadType.Of(commitment), [.. commitment.ToByteArray(), .. again])));
    }
}
