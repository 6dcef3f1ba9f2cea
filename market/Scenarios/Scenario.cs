using System.Collections.Immutable;
using Candor.Market.Json;
using Candor.Mechanism;
using Candor.Mechanism.Comparison;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Market.Scenarios;

/// <summary>A market on paper: a mechanism with true data sizes and reports, and no server or keys.</summary>
public sealed class Scenario
{
    /// <summary>Creates the scenario.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="types">The true data sizes; null where the scenario is looked at over its grid alone.</param>
    /// <param name="reports">The reports; null means the types.</param>
    /// <param name="grid">The grid of sizes; null where none is needed.</param>
    public Scenario(MarketMechanism mechanism, ImmutableArray<double>? types, Profile? reports, TypeGrid? grid)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        Mechanism = mechanism;
        Types = types;
        Reports = reports ?? (types is ImmutableArray<double> sizes ? Profile.AllIn(sizes.AsSpan()) : null);
        Grid = grid;
    }

    /// <summary>Q, v, x and p.</summary>
    public MarketMechanism Mechanism { get; }

    /// <summary>t, the true data sizes, one a participant; null when the file gives none.</summary>
    public ImmutableArray<double>? Types { get; }

    /// <summary>t', the reports; the types unless the file says otherwise, null when it gives neither.</summary>
    public Profile? Reports { get; }

    /// <summary>The grid of sizes; null when the file gives none.</summary>
    public TypeGrid? Grid { get; }

    /// <summary>Settles the scenario's reports and evaluates the outcome at its types.</summary>
    /// <exception cref="ScenarioException">The scenario has no types.</exception>
    /// <exception cref="MechanismException">The numbers overflow.</exception>
    public SettledScenario Settle()
    {
        ImmutableArray<double> types = RequireTypes();
        Outcome outcome = Mechanism.Settle(Reports!);
        return new SettledScenario(outcome, Mechanism.Evaluate(outcome, types.AsSpan()));
    }

    /// <summary>Settles the scenario by every mechanism that a designer would think of, and checks each.</summary>
    /// <param name="options">Limits, threads and progress of each check; the defaults when left out.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    /// <exception cref="ScenarioException">The scenario has no types.</exception>
    /// <exception cref="GridTooLargeException">The grid has more profiles than the options allow.</exception>
    /// <exception cref="OperationCanceledException">The comparison was cancelled.</exception>
    public Comparison Compare(ExhaustiveOptions? options = null, CancellationToken cancellationToken = default) =>
        MechanismComparison.Run(Mechanism, RequireTypes(), Reports!, Grid, options, cancellationToken);

    /// <summary>Looks at what the paper assumes, over the sizes that the scenario's grid, types and reports can
    /// reach.</summary>
    /// <param name="random">Where to draw from for a valuation that is not decided otherwise; null to leave it.</param>
    /// <exception cref="NonFiniteResultException">A quality or a valuation is not a finite number.</exception>
    public AssumptionReport LookAtAssumptions(Random? random = null)
    {
        double most = Mechanism.Count * (Grid?.Max ?? 0);
        most = Math.Max(most, Reports?.Total ?? 0);
        most = Math.Max(most, Types is ImmutableArray<double> types ? types.Sum() : 0);
        return AssumptionReport.Of(Mechanism, most, random);
    }

    // Who gives types has reports too: the types are the reports where the file gives none.
    private ImmutableArray<double> RequireTypes() =>
        Types ?? throw new ScenarioException([new JsonFault("types", "nothing", "one true data size a participant")]);
}
