using Candor.Market.Signing;
using Candor.Simulation.Participants;
using Candor.Simulation.Validation;

namespace Candor.Simulation.Cheaters;

/// <summary>Presents the attestation that the same validator gave it in another market.</summary>
/// <param name="seat">Its place.</param>
internal sealed class ReplayedAttestation(Seat seat) : SimulatedParticipant(seat)
{
    private SignedEnvelope? _elsewhere;

    /// <inheritdoc/>
    internal override void BeAudited(SimulatedAudit audit)
    {
        // It keeps the rules there, at the same place of the roster and with the same keys.
        var honest = new SimulatedParticipant(Seat.Elsewhere());
        honest.Prepare();
        honest.Join();
        honest.Commit();
        _elsewhere = honest.BeAuditedAlone()
            ?? throw new InvalidOperationException($"An honest participant is refused: {honest.Finding}.");
    }

    /// <inheritdoc/>
    internal override void AfterVerdict(SignedEnvelope? attestation) =>
        Send(ProtocolStep.Attestation, Platform.Verdict(_elsewhere!));
}
