using Candor.Commitments.Audits;

namespace Candor.Cli.Simulation.Cheaters;

/// <summary>Answers the sample with the openings and the proof of another company's audit.</summary>
/// <param name="seat">Its place.</param>
internal sealed class ReplayedOpenings(Seat seat) : Company(seat)
{
    /// <inheritdoc/>
    protected override AuditAnswer? Open(AuditChallenge challenge) => Seat.Market.Victim.Answer;
}
