using Candor.Market.Definitions;
using Candor.Market.Training;
using Candor.Simulation.Setup;
using Candor.Simulation.Training.Cheaters;

namespace Candor.Simulation.Training.Runs;

/// <summary>Markets of honest members, once with reports closed and once with everyone's statistics checked, from which others go
/// on: audits and proofs are then made once.</summary>
internal sealed class TrainingBases
{
    /// <summary>How many members the markets have: with one fallen, the threshold of 4 is met.</summary>
    internal const int Members = 5;

    // False statistics of a hundred records are far outside the intervals of eight projections a block.
    private const int Projections = 8;
    private const int MostRecords = 100;

    private readonly SimulationSettings _settings;
    private readonly CancellationToken _cancellation;

    /// <summary>Makes them.</summary>
    /// <param name="settings">What is simulated.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal TrainingBases(SimulationSettings settings, CancellationToken cancellationToken)
    {
        (_settings, _cancellation) = (settings, cancellationToken);
        Reported = Open("markets/training", Honest);
        Masking = Reported.Fork(0, TrainingConduct.Honest);
        Masking.Run(TrainingStep.Mask);
    }

    /// <summary>Reports are closed.</summary>
    internal TrainingMarket Reported { get; }

    /// <summary>All statistics are checked.</summary>
    internal TrainingMarket Masking { get; }

    private static TrainingConduct[] Honest => [.. Enumerable.Repeat(TrainingConduct.Honest, Members)];

    /// <summary>A market with a cheater, to be run to its end.</summary>
    /// <param name="cheater">The cheater.</param>
    /// <param name="place">Its place.</param>
    /// <param name="number">Which market of the kind, from 0.</param>
    internal TrainingMarket With(TrainingCheater cheater, int place, int number)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (cheater.IsOfKeys)
        {
            TrainingConduct[] conducts = Honest;
            conducts[place] = cheater.Conduct;
            return Open($"markets/training-{cheater.Id}-{number}", conducts);
        }

        if (!cheater.IsEarly)
        {
            return Masking.Fork(place, cheater.Conduct);
        }

        // The others go on from the states in which they have proved, and send the same proofs again.
        TrainingMarket market = Reported.Fork(place, cheater.Conduct);
        foreach (TrainingMember member in market.Members.Where(member => member.Place != place))
        {
            member.Restore(Masking.Members[member.Place].Disk);
        }

        return market;
    }

    private TrainingMarket Open(string name, TrainingConduct[] conducts) => TrainingMarket.Open(
        new MarketSetup(
            new SimulatedRules(name, _settings.Audit, OverlapPolicy.None, 3) { Projections = Projections },
            Members,
            Math.Min(_settings.Records, MostRecords),
            _settings.Seed,
            _cancellation),
        conducts);
}
