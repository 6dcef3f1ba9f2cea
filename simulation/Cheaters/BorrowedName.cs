using Candor.Market.Signing;
using Candor.Simulation.Participants;
using Candor.V1;

namespace Candor.Simulation.Cheaters;

/// <summary>Commits in another participant's name.</summary>
/// <param name="seat">Its place.</param>
/// <param name="claimsKey">Whether it also puts the other's key id on its own signature.</param>
internal sealed class BorrowedName(Seat seat, bool claimsKey) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    internal override void Commit()
    {
        SubmitCommitmentPayload payload = CommitmentTo(Opening);
        payload.Participant = payload.Participant.Replace(Id, Seat.Setup.Victim, StringComparison.Ordinal);
        SignedEnvelope signed = Sign(payload);
        Send(ProtocolStep.Commitment, Platform.Commit(
            claimsKey ? signed with { KeyId = Platform.State.Definition.Roster[0].Key.KeyId } : signed));
    }
}
