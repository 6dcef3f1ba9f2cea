using Candor.Simulation.Participants;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Simulation.Cheaters;

/// <summary>Sends another participant's commitment with its opening proof as its own.</summary>
/// <param name="seat">Its place.</param>
internal sealed class CopiedCommitment(Seat seat) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    internal override void Commit()
    {
        SubmitCommitmentPayload copied = SubmitCommitmentPayload.Parser.ParseFrom(
            Platform.State.Participants[0].Commitment!.Envelope.Payload.Span);
        copied.Participant = Name;
        copied.Predecessor = ByteString.CopyFrom(Predecessor.Span);
        Send(ProtocolStep.Commitment, Platform.Commit(Sign(copied)));
    }
}
