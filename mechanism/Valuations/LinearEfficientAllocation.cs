using Candor.Mechanism.Allocations;

namespace Candor.Mechanism.Valuations;

/// <summary>Section 3's efficient allocation for linear externalities: B where the column sum is at least 0.</summary>
internal sealed class LinearEfficientAllocation(LinearExternalities valuation, OptOutRule optOut, TieRule ties)
    : IBestOrNothingAllocation, IWelfareMaximising
{
    private readonly ReadOnlyMemory<double> _tolerances = valuation.ColumnTolerances(ties);

    /// <inheritdoc/>
    public bool Maximises(IValuation whose) => ReferenceEquals(whose, valuation);

    /// <inheritdoc/>
    public AllocationCertainty Allocate(in AllocationProblem problem, Span<double> allocated)
    {
        DescribeServed(problem.Reports).Allocate(problem, allocated);
        return AllocationCertainty.Exact;
    }

    /// <inheritdoc/>
    public ServedParticipants DescribeServed(Profile reports)
    {
        bool everyoneCounts = optOut == OptOutRule.Everyone;
        ReadOnlyMemory<double> margins = valuation.ColumnSums;
        if (!everyoneCounts && reports.ParticipantsIn < reports.Count)
        {
            var sums = new double[reports.Count];
            valuation.SumColumns(reports.TakesPart, sums);
            margins = sums;
        }

        return new ServedParticipants(margins, _tolerances, ExcludesLeaver: !everyoneCounts);
    }
}
