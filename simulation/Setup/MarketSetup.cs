using Candor.Client;

namespace Candor.Simulation.Setup;

/// <summary>What is settled about a simulated market before it opens: its rules, who has which key, and where its
/// randomness comes from. The same setup gives the same market.</summary>
internal sealed class MarketSetup
{
    private readonly ulong _seed;

    /// <summary>Draws the keys.</summary>
    /// <param name="rules">The market's rules.</param>
    /// <param name="seats">How many participants it has.</param>
    /// <param name="records">How many records each of them has.</param>
    /// <param name="seed">The simulation's seed.</param>
    /// <param name="cancellationToken">Stops whatever runs in the market.</param>
    internal MarketSetup(
        SimulatedRules rules, int seats, int records, ulong seed, CancellationToken cancellationToken)
    {
        _seed = seed;
        Cancellation = cancellationToken;
        Rules = rules;
        Records = records;

        // Operator, validator and participants have the same keys in all markets, as real ones would. The labels are
        // part of what a seed means, so that they stay what they are.
        Operator = new SimulationRandom(seed, "operator key").NextSigningKey();
        Validator = new SimulationRandom(seed, "validator key").NextSigningKey();
        Roster =
        [
            .. Enumerable.Range(0, seats).Select(i =>
                ($"company-{i}", new SimulationRandom(seed, $"company key {i}").NextSigningKey())),
        ];
    }

    /// <summary>Its rules.</summary>
    internal SimulatedRules Rules { get; }

    /// <summary>How many records each participant has.</summary>
    internal int Records { get; }

    /// <summary>Stops whatever runs in the market.</summary>
    internal CancellationToken Cancellation { get; }

    /// <summary>The operator's key.</summary>
    internal SigningKey Operator { get; }

    /// <summary>The validator's key.</summary>
    internal SigningKey Validator { get; }

    /// <summary>The participants' ids and keys.</summary>
    internal IReadOnlyList<(string Id, SigningKey Key)> Roster { get; }

    /// <summary>The id of the honest participant from which cheaters take what they can get.</summary>
    internal string Victim => Roster[0].Id;

    /// <summary>Another market with the same people and keys.</summary>
    internal MarketSetup Elsewhere() =>
        new(Rules with { Name = $"{Rules.Name}-elsewhere" }, Roster.Count, Records, _seed, Cancellation);

    /// <summary>A sequence for an actor of this market.</summary>
    /// <param name="label">The actor.</param>
    internal SimulationRandom Random(string label) => new(_seed, $"{Rules.Name} {label}");
}
