using Candor.Market.Signing;
using Candor.Simulation.Participants;

namespace Candor.Simulation.Cheaters;

/// <summary>Reports one record more than it committed to.</summary>
/// <param name="seat">Its place.</param>
internal sealed class ReportAbove(Seat seat) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    internal override SignedEnvelope? MakeReport() => Sign(ReportOf((uint)Opening.Value + 1));
}
