using Candor.Commitments.Audits;
using Candor.Simulation.Participants;
using Candor.Simulation.Validation;

namespace Candor.Simulation.Cheaters;

/// <summary>Answers the sample with the openings and the proof of another participant's audit.</summary>
/// <param name="seat">Its place.</param>
internal sealed class ReplayedOpenings(Seat seat) : SimulatedParticipant(seat)
{
    /// <inheritdoc/>
    protected override AuditAnswer? Open(AuditChallenge challenge) => Seat.Validator.AuditOf(Seat.Setup.Victim).Answer;
}
