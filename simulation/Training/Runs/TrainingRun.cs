using System.Text.Json;
using Candor.Market;
using Candor.Market.Training;
using Candor.Simulation.Setup;
using Candor.Simulation.Training.Cheaters;

namespace Candor.Simulation.Training.Runs;

/// <summary>Cheaters of every kind in markets that train, one a market; and what members make of platforms and validators that
/// lie.</summary>
internal static class TrainingRun
{
    private const string Named = "named, and nobody else";

    /// <summary>How many pieces of work there are.</summary>
    internal static int Pieces => TrainingCheater.All.Length + TrainingLies.All.Length;

    /// <summary>Whether markets that train are asked for; rules of version 1 train nothing.</summary>
    /// <param name="settings">What is simulated.</param>
    internal static bool IsAsked(SimulationSettings settings) => settings is { TrainingMarkets: > 0, Version: > 1 };

    /// <summary>Runs all of it.</summary>
    /// <param name="settings">What is simulated.</param>
    /// <param name="advance">Told after each piece of work.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A result for each kind of cheater, then for each lie.</returns>
    internal static IReadOnlyList<TrainingResult> Run(
        SimulationSettings settings, Action advance, CancellationToken cancellationToken)
    {
        if (!IsAsked(settings))
        {
            return [];
        }

        var bases = new TrainingBases(settings, cancellationToken);
        var results = new List<TrainingResult>();
        foreach (TrainingCheater cheater in TrainingCheater.All)
        {
            results.Add(Run(
                cheater, [.. Enumerable.Range(0, settings.TrainingMarkets).Select(number => RunOne(bases, cheater, number))]));
            advance();
        }

        foreach ((string id, string tries, string expected, Func<TrainingBases, string?> tell) in TrainingLies.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string? found = tell(bases);
            results.Add(new TrainingResult(
                id,
                tries,
                Markets: 1,
                found is null ? 0 : 1,
                OthersNamed: 0,
                found is null ? [] : [CountOf(found, 1)],
                "not acted on",
                found == expected));
            advance();
        }

        return results;
    }

    /// <summary>Runs one market with one cheater.</summary>
    /// <param name="bases">What it goes on from.</param>
    /// <param name="cheater">The cheater.</param>
    /// <param name="number">Which market of the kind, from 0; the cheater's place follows from it.</param>
    internal static TrainingFinding RunOne(TrainingBases bases, TrainingCheater cheater, int number)
    {
        // Of two who give one mask key, the first one has it: the copier comes later.
        int place = cheater.IsOfKeys ? 1 + (number % (TrainingBases.Members - 1)) : number % TrainingBases.Members;
        TrainingMarket market = bases.With(cheater, place, number);
        market.Run();
        TrainingState state = market.Training.State;
        FallCause? fell = state.Fallen.TryGetValue(place, out FallCause cause) ? cause : null;
        RejectionReason? rejected = market.Members[place].Rejected?.Reason;
        int others = state.Fallen.Keys.Count(other => other != place)
            + market.Members.Count(member => member.Place != place && member.Rejected is not null);
        return new TrainingFinding(
            fell,
            rejected,
            others,
            fell == cheater.Falls && rejected == cheater.Rejected && others == 0 && state.End == TrainingEnd.Summed);
    }

    private static TrainingResult Run(TrainingCheater cheater, IReadOnlyList<TrainingFinding> findings) => new(
        cheater.Id,
        $"a member {cheater.Tries}",
        findings.Count,
        findings.Count(static finding => finding.Why is not null),
        findings.Sum(static finding => finding.Others),
        [
            .. findings.Where(static finding => finding.Why is not null)
                .GroupBy(static finding => finding.Why!)
                .Select(static group => CountOf(group.Key, group.Count())),
        ],
        cheater is { Falls: null, Rejected: null } ? SimulationRun.NoEffect : Named,
        findings.All(static finding => finding.IsKept));

    private static FindingCount CountOf(string reason, int count) =>
        new("training", JsonNamingPolicy.SnakeCaseUpper.ConvertName(reason), count);
}

/// <summary>What became of one cheater in one training.</summary>
/// <param name="Fell">By what its report fell; null where it did not.</param>
/// <param name="Rejected">Why its message was not taken; null where all were.</param>
/// <param name="Others">How many honest members fell, or had a message refused.</param>
/// <param name="IsKept">Whether what the protocol promises of its kind was kept.</param>
internal readonly record struct TrainingFinding(FallCause? Fell, RejectionReason? Rejected, int Others, bool IsKept)
{
    /// <summary>Why it was named; null where it was not.</summary>
    internal string? Why => Rejected?.ToString() ?? Fell?.ToString();
}
