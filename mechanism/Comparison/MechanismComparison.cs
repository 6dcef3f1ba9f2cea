using System.Collections.Immutable;
using Candor.Mechanism.Allocations;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Properties;
using Candor.Mechanism.Scenarios;

namespace Candor.Mechanism.Comparison;

/// <summary>Settles one scenario by every mechanism that a designer would think of, and checks each.</summary>
public static class MechanismComparison
{
    private const int DefaultSteps = 2;

    /// <summary>Compares, with the scenario's own allocation where a mechanism does not bring its own.</summary>
    /// <param name="scenario">
    /// A scenario with types. Properties are checked on its grid, or on {0, D/2, D} with D its largest type where it
    /// has none; desirable payments need its own.
    /// </param>
    /// <param name="options">Limits, threads and progress of each check; the defaults when left out.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    /// <exception cref="ScenarioException">The scenario has no types.</exception>
    /// <exception cref="GridTooLargeException">The grid has more profiles than the options allow.</exception>
    /// <exception cref="OperationCanceledException">The comparison was cancelled.</exception>
    public static Comparison Run(
        Scenario scenario, ExhaustiveOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        if (scenario.Types is not ImmutableArray<double> types)
        {
            throw new ScenarioException([new Json.JsonFault("types", "nothing", "one true data size a participant")]);
        }

        double largest = Math.Max(types.Max(), double.Epsilon);
        TypeGrid grid = scenario.Grid ?? new TypeGrid(largest < 1e-300 ? 1 : largest / DefaultSteps, DefaultSteps);
        IProgress<double>? progress = options?.Progress;
        options = (options ?? new ExhaustiveOptions()) with { Progress = null };
        Candidate[] candidates = Candidates(scenario, grid);
        var compared = ImmutableArray.CreateBuilder<ComparedMechanism>();
        foreach (Candidate candidate in candidates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            compared.Add(Look(candidate, scenario, grid, options, cancellationToken));
            progress?.Report((double)compared.Count / candidates.Length);
        }

        return new Comparison(grid, compared.ToImmutable());
    }

    private static Candidate[] Candidates(Scenario scenario, TypeGrid grid)
    {
        IAllocationRule own = scenario.Mechanism.Allocation;
        return
        [
            new("mep", "the scenario's allocation, maximal exploitation payments", own,
                MaximalExploitationPayment.Instance),
            new("free", "the scenario's allocation, free of charge", own, FreePayment.Instance),
            new(
                "desirable",
                "the scenario's allocation, the payments of Algorithm 1",
                own,
                scenario.Grid is null ? null : new DesirablePayment(grid)),
            new(
                "federated",
                "the same best model for everyone, free of charge: what federated learning does today",
                UniformAllocation.Best,
                FreePayment.Instance),
            new("pivotal", "the scenario's allocation, pivotal (VCG) payments", own, PivotalPayment.Instance),
            new(
                "shapley",
                "the same best model for everyone, Shapley-proportional fees",
                UniformAllocation.Best,
                ShapleyPayment.Instance),
        ];
    }

    private static ComparedMechanism Look(
        Candidate candidate,
        Scenario scenario,
        TypeGrid grid,
        ExhaustiveOptions options,
        CancellationToken cancellationToken)
    {
        if (candidate.Payment is null)
        {
            return candidate.Refuse("the scenario has no grid");
        }

        MarketMechanism given = scenario.Mechanism;
        var mechanism = new MarketMechanism(given.Curve, given.Valuation, candidate.Allocation, candidate.Payment);
        try
        {
            ReadOnlySpan<double> types = scenario.Types!.Value.AsSpan();
            Evaluation truth = mechanism.Evaluate(mechanism.Settle(scenario.Reports!), types);
            var alone = new double[types.Length];
            for (int i = 0; i < alone.Length; i++)
            {
                alone[i] = given.Curve.Evaluate(types[i]);
            }

            var values = new double[alone.Length];
            given.Valuation.EvaluateAll(alone, values);
            return new ComparedMechanism(
                candidate.Name,
                candidate.Description,
                new ComparedResult(
                    truth.Revenue,
                    truth.Welfare,
                    [.. truth.Utilities.Zip(values, static (utility, value) => utility - value)],
                    PropertyCheck.Run(mechanism, grid, options, cancellationToken)),
                null);
        }
        catch (ProfileException error)
        {
            return candidate.Refuse(error.Message);
        }
    }

    private sealed record Candidate(string Name, string Description, IAllocationRule Allocation, IPaymentRule? Payment)
    {
        public ComparedMechanism Refuse(string reason) => new(Name, Description, null, reason);
    }
}
