using Candor.Commitments;
using Candor.Market.Signing;
using Candor.Simulation.Participants;

namespace Candor.Simulation.Cheaters;

/// <summary>Has an honest commitment attested, replaces it by one to twice as many records, and presents the
/// attestation again.</summary>
/// <param name="seat">Its place.</param>
internal sealed class SwitchedCommitment(Seat seat) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    internal override void AfterVerdict(SignedEnvelope? attestation)
    {
        Opening = CommitmentOpening.Create(Opening.Value * 2, Random);
        base.Commit();
        Send(ProtocolStep.Attestation, Platform.Verdict(attestation!));
    }
}
