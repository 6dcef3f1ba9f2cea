using Candor.Commitments.Audits;
using Candor.Market.Audits;
using Candor.Market.Definitions;
using Candor.Simulation.Cheaters;
using Candor.Simulation.Markets;
using Candor.Simulation.Participants;
using Candor.Simulation.Setup;
using Candor.Simulation.Validation;

namespace Candor.Simulation.Detection;

/// <summary>Measures how often sampled audits detect invalid records. Two measures: whole audits by the validator's
/// state machine, with every proof; and samples alone, drawn by the code that validators draw with, of which is asked
/// whether the market's rules refuse a record among them.</summary>
internal static class SampledAudits
{
    // One point in twenty lies outside its 95 % interval by luck, so that one fails nothing; one in a million does.
    private const double ReportedDoubt = 0.05;
    private const double FailingDoubt = 1e-6;

    /// <summary>Measures one policy.</summary>
    /// <param name="settings">What is simulated.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="advance">Told after each piece of work.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A point for each number of invalid records.</returns>
    internal static DetectionPoint[] Measure(
        SimulationSettings settings, AuditPolicy policy, Action advance, CancellationToken cancellationToken)
    {
        var market = new SimulatedMarket(
            new SimulatedRules($"markets/sampled-{policy.SecurityBits}", policy, OverlapPolicy.None, settings.Version),
            [.. settings.BadRecords.Select(static bad => new ParticipantKind(
                "invalid-records", "", Promise.Sampled, seat => new InvalidRecords(seat, bad)))],
            settings.Records,
            settings.Seed,
            cancellationToken);
        market.Enter(advance);
        var points = new DetectionPoint[settings.BadRecords.Count];
        Parallel.For(
            0,
            points.Length,
            new ParallelOptions
            {
                CancellationToken = cancellationToken,
                MaxDegreeOfParallelism = Environment.ProcessorCount,
            },
            i =>
            {
                points[i] = Measure(settings, market, market.Participants[i], settings.BadRecords[i]);
                advance();
            });
        return points;
    }

    private static DetectionPoint Measure(
        SimulationSettings settings, SimulatedMarket market, SimulatedParticipant participant, int bad)
    {
        HashSet<ulong> refused = RefusedPositions(market, participant);
        int caught = 0;
        int withBad = 0;
        int disagreements = 0;
        SimulatedAudit? last = null;
        for (int i = 0; i < settings.FullAudits; i++)
        {
            market.Setup.Cancellation.ThrowIfCancellationRequested();
            last = market.Validator.NewAudit($"{participant.Id} {i}");
            participant.BeAudited(last);
            bool isCaught = last.State!.Phase == AuditPhase.Refused;
            bool isBad = last.State.Positions.Any(refused.Contains);
            caught += isCaught ? 1 : 0;
            withBad += isBad ? 1 : 0;
            disagreements += isCaught != isBad ? 1 : 0;
        }

        int hits = Draw(participant.ChallengeOf(last!), settings.Audits, market, participant, refused);
        ulong records = (ulong)settings.Records;
        ulong openings = market.Setup.Rules.Audit.SampleSize(records);
        double formula = 1 - AuditPolicy.MissProbability(records, (ulong)bad, openings);
        var interval = ConfidenceInterval.Of(hits, settings.Audits, ReportedDoubt);
        return new DetectionPoint(
            market.Setup.Rules.Audit.SecurityBits,
            openings,
            bad,
            (double)bad / settings.Records,
            formula,
            settings.Audits,
            hits,
            interval.Low,
            interval.High,
            interval.Contains(formula),
            settings.FullAudits,
            caught,
            withBad,
            disagreements == 0 && ConfidenceInterval.Of(hits, settings.Audits, FailingDoubt).Contains(formula));
    }

    // Which tags belong to records that the market's own rules refuse.
    private static HashSet<ulong> RefusedPositions(SimulatedMarket market, SimulatedParticipant participant)
    {
        Predicate<ReadOnlyMemory<byte>> isValid = market.Platform.State.Definition.Validation!.Records.IsValid;
        return [.. Enumerable.Range(0, (int)participant.Dataset.Size).Select(static i => (ulong)i)
            .Where(position => !isValid(participant.Records[(int)participant.Dataset.RecordPosition(position)]))];
    }

    private static int Draw(
        AuditChallenge challenge,
        int samples,
        SimulatedMarket market,
        SimulatedParticipant participant,
        HashSet<ulong> refused)
    {
        using SimulationRandom random = market.Setup.Random($"samples {participant.Id}");
        int hits = 0;
        for (int i = 0; i < samples; i++)
        {
            market.Setup.Cancellation.ThrowIfCancellationRequested();
            AuditChallenge drawn = AuditChallenge.Draw(challenge.Terms, challenge.Policy, random);
            hits += drawn.Positions.Any(refused.Contains) ? 1 : 0;
        }

        return hits;
    }
}
