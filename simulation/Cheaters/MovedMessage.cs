using Candor.Simulation.Participants;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Simulation.Cheaters;

/// <summary>Commits as if it had never joined: the message names the market's rules as the one before it.</summary>
/// <param name="seat">Its place.</param>
internal sealed class MovedMessage(Seat seat) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    internal override void Commit()
    {
        SubmitCommitmentPayload moved = CommitmentTo(Opening);
        moved.Predecessor = ByteString.CopyFrom(Platform.State.DefinitionDigest.Span);
        Send(ProtocolStep.Commitment, Platform.Commit(Sign(moved)));
    }
}
