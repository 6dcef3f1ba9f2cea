using Candor.Market.Signing;

namespace Candor.Cli.Simulation.Cheaters;

/// <summary>Presents the attestation that the same validator gave it in another market.</summary>
/// <param name="seat">Its place.</param>
internal sealed class ReplayedAttestation(Seat seat) : Company(seat)
{
    private SignedEnvelope? _elsewhere;

    /// <inheritdoc/>
    internal override void BeAudited(Audit audit) => _elsewhere = Seat.Market.AttestationElsewhere(Seat);

    /// <inheritdoc/>
    internal override void AfterVerdict(SignedEnvelope? attestation) =>
        Send(Step.Attestation, Platform.Verdict(_elsewhere!));
}
