using Candor.Commitments.Datasets;
using Candor.Market.Signing;
using Candor.Simulation.Participants;
using Candor.Simulation.Setup;
using Candor.Simulation.Validation;

namespace Candor.Simulation.Cheaters;

/// <summary>Half of its records are another participant's.</summary>
/// <param name="seat">Its place.</param>
/// <param name="hides">Whether it multiplies by another key when records are compared, so that nothing
/// coincides.</param>
internal sealed class CopiedRecords(Seat seat, bool hides) : SimulatedParticipant(seat)
{
    private readonly RecordKey _other = RecordKey.Create(seat.Random);

    /// <inheritdoc/>
    internal override void Compare(SimulatedOverlapCheck check)
    {
        if (hides)
        {
            Send(ProtocolStep.OverlapCheck, check.Take(Id, DoubleTags(check, _other)));
        }
        else
        {
            base.Compare(check);
        }
    }

    /// <inheritdoc/>
    internal override SignedEnvelope? MakeReport() => Sign(ReportOf((uint)Dataset.Size));

    /// <inheritdoc/>
    protected override IEnumerable<ReadOnlyMemory<byte>> ReadRecords()
    {
        // It came by the other's table, not by its tags: the rows are those of the first place in the roster.
        int copied = (Seat.Setup.Records + 1) / 2;
        return [.. SyntheticRecords.Valid(0, copied), .. base.ReadRecords().Skip(copied)];
    }
}
