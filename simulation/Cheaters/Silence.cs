using Candor.Commitments.Audits;
using Candor.Market.Signing;
using Candor.Simulation.Participants;
using Candor.Simulation.Validation;

namespace Candor.Simulation.Cheaters;

/// <summary>Takes part and falls silent where it suits it.</summary>
/// <param name="seat">Its place.</param>
/// <param name="at">From which step on it says nothing.</param>
internal sealed class Silence(Seat seat, ProtocolStep at) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    internal override void Compare(SimulatedOverlapCheck check)
    {
        if (at != ProtocolStep.OverlapCheck)
        {
            base.Compare(check);
        }
    }

    /// <inheritdoc/>
    internal override SignedEnvelope? MakeReport() => at == ProtocolStep.Report ? null : base.MakeReport();

    /// <inheritdoc/>
    protected override byte[]? TagsToSend() => at == ProtocolStep.Tags ? null : base.TagsToSend();

    /// <inheritdoc/>
    protected override AuditAnswer? Open(AuditChallenge challenge) =>
        at == ProtocolStep.Openings ? null : base.Open(challenge);
}
