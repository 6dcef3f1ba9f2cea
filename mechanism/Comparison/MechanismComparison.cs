using System.Collections.Immutable;
using Candor.Mechanism.Allocations;
using Candor.Mechanism.Checks;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Payments;

namespace Candor.Mechanism.Comparison;

/// <summary>Settles one market on paper by every mechanism that a designer would think of, and checks each.</summary>
public static class MechanismComparison
{
    private const int DefaultSteps = 2;

    /// <summary>Compares, with the scenario's own allocation where a mechanism does not bring its own.</summary>
    /// <param name="given">The scenario's mechanism.</param>
    /// <param name="types">The true data sizes, one a participant.</param>
    /// <param name="reports">The reports.</param>
    /// <param name="ownGrid">
    /// The scenario's grid. Properties are checked on it, or on {0, D/2, D} with D the largest type where it is null;
    /// desirable payments need it.
    /// </param>
    /// <param name="options">Limits, threads and progress of each check; the defaults when left out.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    /// <exception cref="GridTooLargeException">The grid has more profiles than the options allow.</exception>
    /// <exception cref="NonFiniteResultException">A result overflows or is no number.</exception>
    /// <exception cref="OperationCanceledException">The comparison was cancelled.</exception>
    public static Comparison Run(
        MarketMechanism given,
        ImmutableArray<double> types,
        Profile reports,
        TypeGrid? ownGrid,
        ExhaustiveOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(reports);
        double largest = Math.Max(types.Max(), double.Epsilon);
        TypeGrid grid = ownGrid ?? new TypeGrid(largest < 1e-300 ? 1 : largest / DefaultSteps, DefaultSteps);
        IProgress<double>? progress = options?.Progress;
        options = (options ?? new ExhaustiveOptions()) with { Progress = null };
        var subject = new Subject(given, types, reports, grid);
        Candidate[] candidates = Candidates(given, ownGrid);
        var compared = ImmutableArray.CreateBuilder<ComparedMechanism>();
        foreach (Candidate candidate in candidates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            compared.Add(Look(candidate, subject, options, cancellationToken));
            progress?.Report((double)compared.Count / candidates.Length);
        }

        return new Comparison(grid, compared.ToImmutable());
    }

    private static Candidate[] Candidates(MarketMechanism given, TypeGrid? grid)
    {
        IAllocationRule own = given.Allocation;

        // No mechanism gives what cannot be trained: all are compared under one requirement.
        IAllocationRule best = given.Training is { } requirement
            ? new TrainableAllocation(UniformAllocation.Best, requirement)
            : UniformAllocation.Best;
        return
        [
            new("mep", "the scenario's allocation, maximal exploitation payments", own,
                MaximalExploitationPayment.Instance),
            new("free", "the scenario's allocation, free of charge", own, FreePayment.Instance),
            new(
                "desirable",
                "the scenario's allocation, the payments of Algorithm 1",
                own,
                grid is null ? null : new DesirablePayment(grid)),
            new(
                "federated",
                "the same best model for everyone, free of charge: what federated learning does today",
                best,
                FreePayment.Instance),
            new("pivotal", "the scenario's allocation, pivotal (VCG) payments", own, PivotalPayment.Instance),
            new(
                "shapley",
                "the same best model for everyone, Shapley-proportional fees",
                best,
                ShapleyPayment.Instance),
        ];
    }

    private static ComparedMechanism Look(
        Candidate candidate, Subject subject, ExhaustiveOptions options, CancellationToken cancellationToken)
    {
        if (candidate.Payment is null)
        {
            return candidate.CannotSettle("the scenario has no grid");
        }

        MarketMechanism given = subject.Mechanism;
        var mechanism = new MarketMechanism(given.Curve, given.Valuation, candidate.Allocation, candidate.Payment);
        try
        {
            ReadOnlySpan<double> types = subject.Types.AsSpan();
            Evaluation truth = mechanism.Evaluate(mechanism.Settle(subject.Reports), types);
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
                    [.. truth.Utilities.Select((utility, i) => RequireFinite(i, utility - values[i], subject))],
                    PropertyCheck.Run(mechanism, subject.Grid, options, cancellationToken)),
                null);
        }
        catch (ProfileException error)
        {
            return candidate.CannotSettle(error.Message);
        }
    }

    /// <summary>A gain over no market at all: a difference of finite numbers, which may overflow.</summary>
    private static double RequireFinite(int participant, double gain, Subject subject) => double.IsFinite(gain)
        ? gain
        : throw new NonFiniteResultException("gain", participant, gain, subject.Reports.ToString());

    private sealed record Subject(
        MarketMechanism Mechanism, ImmutableArray<double> Types, Profile Reports, TypeGrid Grid);

    private sealed record Candidate(string Name, string Description, IAllocationRule Allocation, IPaymentRule? Payment)
    {
        public ComparedMechanism CannotSettle(string reason) => new(Name, Description, null, reason);
    }
}
