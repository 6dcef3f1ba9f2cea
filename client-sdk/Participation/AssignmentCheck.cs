using Candor.Client.Markets;
using Candor.Market.Training;
using Candor.Wire.Names;

namespace Candor.Client.Participation;

/// <summary>Checks an assignment against the market's rules and adds what only the participant knows.</summary>
internal static class AssignmentCheck
{
    // The curve is computed here and on the server, perhaps by mathematics libraries that differ in the last bits.
    private const double RelativeTolerance = 1e-9;

    /// <summary>Verifies and enriches an assignment.</summary>
    /// <param name="market">The market.</param>
    /// <param name="participant">The participant's id.</param>
    /// <param name="phase">Assigned or out.</param>
    /// <param name="assignment">The server's answer.</param>
    /// <param name="ownRecords">The participant's true size; null where not known.</param>
    /// <exception cref="UnverifiedAnswerException">The assignment does not fit the rules.</exception>
    internal static MarketAssignment Verify(
        VerifiedMarket market, string participant, ParticipantPhase phase, V1.Assignment? assignment, uint? ownRecords)
    {
        string name = ParticipantName.Of(market.Name, participant);
        if (assignment?.Participant != name)
        {
            throw Unverified(AnswerFault.Malformed, $"The assignment is for '{assignment?.Participant}'; expected {name}.");
        }

        if (assignment.HasReportedRecords != (phase == ParticipantPhase.Assigned)
            || assignment.ReportedRecords > uint.MaxValue)
        {
            throw Unverified(
                AnswerFault.Assignment,
                $"The assignment of {name} in phase {phase} has {assignment.ReportedRecords} reported records; "
                + "expected a report of at most 4294967295 with the phase assigned, and none with the phase out.");
        }

        uint? reported = assignment.HasReportedRecords ? (uint)assignment.ReportedRecords : null;
        if (assignment.Currency != market.Rules.Currency)
        {
            throw Unverified(
                AnswerFault.Assignment,
                $"The payment of {name} is in '{assignment.Currency}'; the market's currency is "
                + $"'{market.Rules.Currency}'.");
        }

        double atReport = reported is { } records ? QualityAt(market, records) : 0;
        if (!(assignment.AllocatedQuality >= 0)
            || !(assignment.AllocatedQuality <= assignment.BestQuality * (1 + RelativeTolerance))
            || !(Math.Abs(assignment.OwnQuality - atReport) <= RelativeTolerance * Math.Max(1, atReport)))
        {
            throw Unverified(
                AnswerFault.Assignment,
                $"The qualities of {name} are {assignment.AllocatedQuality} allocated, {assignment.BestQuality} best "
                + $"and {assignment.OwnQuality} own; expected 0 <= allocated <= best, and {atReport} own at its "
                + "report.");
        }

        TrainingEnd? training = TrainingOf(market, name, assignment);
        return new MarketAssignment(
            market.Name,
            participant,
            assignment.AllocatedQuality,
            assignment.BestQuality,
            reported,
            ownRecords,
            ownRecords is { } own ? QualityAt(market, own) : atReport,
            assignment.PaymentMicros,
            assignment.Currency)
        {
            Training = training,
        };
    }

    // What follows from the reports is verified with the transcript; that nobody owes anything for a model that was not
    // trained can be seen at once.
    private static TrainingEnd? TrainingOf(VerifiedMarket market, string name, V1.Assignment assignment)
    {
        TrainingEnd? training = MarketPhases.Read(assignment.TrainingResult);
        if (training is not null != market.Rules.Training is not null)
        {
            throw Unverified(
                AnswerFault.Assignment,
                $"The assignment of {name} says {assignment.TrainingResult} of the training; expected "
                + (market.Rules.Training is null ? "nothing in a market that trains no model." : "what became of it."));
        }

        return training is not (null or TrainingEnd.Summed)
            && (assignment.AllocatedQuality != 0 || assignment.BestQuality != 0 || assignment.PaymentMicros != 0)
            ? throw Unverified(
                AnswerFault.Assignment,
                $"The assignment of {name} has a quality of {assignment.AllocatedQuality} for {assignment.PaymentMicros} "
                + $"micro-units, although no model was trained ({training}); expected none and nothing.")
            : training;
    }

    /// <summary>The curve at a size in records.</summary>
    internal static double QualityAt(VerifiedMarket market, uint records) =>
        market.Rules.QualityOf(records);

    private static UnverifiedAnswerException Unverified(AnswerFault fault, string message) => new(fault, message);
}
