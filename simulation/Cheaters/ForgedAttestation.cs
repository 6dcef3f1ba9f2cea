using Candor.Commitments.Audits;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.Simulation.Participants;
using Candor.Simulation.Validation;

namespace Candor.Simulation.Cheaters;

/// <summary>Signs the attestation of its commitment itself.</summary>
/// <param name="seat">Its place.</param>
/// <param name="claimsKey">Whether it also puts the validator's key id on its own signature.</param>
internal sealed class ForgedAttestation(Seat seat, bool claimsKey) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    internal override void BeAudited(SimulatedAudit audit)
    {
        // It has nothing to show to the validator.
    }

    /// <inheritdoc/>
    internal override void AfterVerdict(SignedEnvelope? attestation)
    {
        var forged = new Attestation(
            Context,
            Standing.DatasetRoot,
            Standing.RecordKey!.Value,
            Standing.Commitment,
            Platform.State.Definition.Validation!.Audit,
            Platform.State.Definition.ChainsMessages ? Standing.MessageDigest : default);
        SignedEnvelope signed = Seat.Key.Sign(AttestCommitment.PayloadType, forged.ToPayload());
        Send(ProtocolStep.Attestation, Platform.Verdict(
            claimsKey
                ? signed with { KeyId = Platform.State.Definition.Validation.Validators[0].Key.KeyId }
                : signed));
    }
}
