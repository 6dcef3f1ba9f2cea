using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Valuations;

/// <summary>B where it adds at least as much welfare as nothing does, one participant at a time, by
/// <see cref="Allocations.TieRule.LargestTerm"/>.</summary>
internal sealed class SeparableLargestTermAllocation(SeparableValuation valuation, OptOutRule optOut) : IAllocationRule
{
    private const double TieTolerance = 1e-9;

    /// <inheritdoc/>
    public AllocationCertainty Allocate(in AllocationProblem problem, Span<double> allocated)
    {
        for (int j = 0; j < allocated.Length; j++)
        {
            double own = problem.OwnQualities[j];
            bool isServed = problem.Reports.TakesPart[j]
                && Raises(problem.Reports, j, own, Math.Max(own, problem.BestQuality));
            allocated[j] = isServed ? problem.BestQuality : 0;
        }

        return AllocationCertainty.Exact;
    }

    private bool Raises(Profile reports, int participant, double from, double to)
    {
        var gain = default(CompensatedSum);
        double scale = 0;
        for (int i = 0; i < reports.Count; i++)
        {
            if (optOut == OptOutRule.Everyone || reports.TakesPart[i])
            {
                double before = valuation.Effect(i, participant, from);
                double after = valuation.Effect(i, participant, to);
                gain.Add(after - before);
                scale = Math.Max(scale, Math.Abs(after - before));
            }
        }

        return gain.Value >= -TieTolerance * scale;
    }
}
