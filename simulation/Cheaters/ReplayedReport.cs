using Candor.Commitments;
using Candor.Commitments.Statements;
using Candor.Market.Signing;
using Candor.Simulation.Participants;

namespace Candor.Simulation.Cheaters;

/// <summary>Commits twice, and reports under its second commitment with the proof for its first, larger one.</summary>
/// <param name="seat">Its place.</param>
internal sealed class ReplayedReport(Seat seat) : SimulatedParticipant(seat)
{
    private uint _records;
    private byte[] _proof = [];

    /// <inheritdoc/>
    internal override void Commit()
    {
        var larger = CommitmentOpening.Create(Opening.Value * 2, Random);
        if (Send(ProtocolStep.Commitment, Platform.Commit(Sign(CommitmentTo(larger)))))
        {
            _records = (uint)larger.Value;
            _proof = ReportStatement.Prove(Platform.State.TermsOf(Seat.Index, _records), larger, Random);
            base.Commit();
        }
    }

    /// <inheritdoc/>
    internal override SignedEnvelope? MakeReport() => Sign(ReportWith(_records, _proof));
}
