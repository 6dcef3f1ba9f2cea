using System.Collections.Immutable;
using Candor.Mechanism.Json;

namespace Candor.Mechanism.Scenarios;

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
    public Settlement Settle()
    {
        if (Types is not ImmutableArray<double> types || Reports is null)
        {
            throw new ScenarioException([new JsonFault("types", "nothing", "one true data size a participant")]);
        }

        Outcome outcome = Mechanism.Settle(Reports);
        return new Settlement(outcome, Mechanism.Evaluate(outcome, types.AsSpan()));
    }
}
