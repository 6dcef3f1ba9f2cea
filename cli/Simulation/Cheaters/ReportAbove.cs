using Candor.Market.Signing;

namespace Candor.Cli.Simulation.Cheaters;

/// <summary>Reports one record more than it committed to.</summary>
/// <param name="seat">Its place.</param>
internal sealed class ReportAbove(Seat seat) : Company(seat)
{
    /// <inheritdoc/>
    internal override SignedEnvelope? MakeReport() => Sign(ReportOf((uint)Opening.Value + 1));
}
