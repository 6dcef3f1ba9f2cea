using Candor.Simulation.Participants;
using Candor.Simulation.Validation;

namespace Candor.Simulation.Cheaters;

/// <summary>Commits to more records than it has and reports them without an audit.</summary>
/// <param name="seat">Its place.</param>
internal sealed class UnvalidatedReport(Seat seat) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    internal override void BeAudited(SimulatedAudit audit)
    {
        // It hopes that nobody asks.
    }

    /// <inheritdoc/>
    protected override ulong SizeToCommit() => Dataset.Size * 2;
}
