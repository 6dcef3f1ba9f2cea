using System.Collections.Immutable;
using System.Globalization;
using Candor.Mechanism.Allocations;

namespace Candor.Mechanism.Valuations;

/// <summary>
/// The linear externality setting (Example 1): v_i = Σ_j α_ij q_j, where α_ij is what j's quality does to i.
/// </summary>
/// <remarks>
/// Any finite square α can be settled. Maximal exploitation payments are truthful only with α_ii &gt; 0
/// (docs/paper.md, D1), which <see cref="FindOwnEffectFaults"/> checks; a market requires it, a figure may opt out.
/// </remarks>
public abstract class LinearExternalities
    : IEfficientlyAllocated, IBestOrNothingValuation, IMaximalExploitationKernel, IDecidedBySteps
{
    /// <summary>The part of a column's largest |α_ij| up to which its sum counts as the tie c_j = 0 by
    /// <see cref="TieRule.LargestTerm"/>.</summary>
    private const double LargestTermTolerance = 1e-9;

    /// <summary>The largest |α_ij|: sums over any number of participants then stay finite.</summary>
    public const double LargestCoefficient = 1e300;

    internal const string CoefficientRange = "a finite number of magnitude at most 1E+300";

    private protected LinearExternalities(int count) => Count = count;

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>c_j = Σ_i α_ij over everyone: what a unit of j's quality adds to welfare.</summary>
    public abstract ReadOnlyMemory<double> ColumnSums { get; }

    /// <summary>α_ij.</summary>
    /// <param name="row">i, from 0.</param>
    /// <param name="column">j, from 0.</param>
    public abstract double this[int row, int column] { get; }

    /// <inheritdoc/>
    public abstract double Evaluate(int participant, ReadOnlySpan<double> qualities);

    /// <inheritdoc/>
    public abstract double Magnitude(int participant, ReadOnlySpan<double> qualities);

    /// <summary>B for each j whose column sum over those counted is at least 0, nothing for the others.</summary>
    /// <remarks>
    /// Welfare is Σ_j c_j q_j with q_j in [Q(t_j), B], so the columns decide one by one. A tie is allocated
    /// (docs/paper.md, D5).
    /// </remarks>
    /// <param name="optOut">Whose welfare counts when someone is out.</param>
    public IAllocationRule EfficientAllocation(OptOutRule optOut) => BestOrNothing(optOut, TieRule.SumOfTerms);

    /// <summary>The efficient allocation, which is B or nothing.</summary>
    /// <param name="optOut">Whose welfare counts when someone is out.</param>
    /// <param name="ties">Up to which column sum below 0 a tie is seen.</param>
    public IAllocationRule BestOrNothing(OptOutRule optOut, TieRule ties) =>
        new LinearEfficientAllocation(this, optOut, ties);

    /// <summary>For each column, how far below 0 its sum still counts as a tie, whoever is counted.</summary>
    /// <param name="ties">What counts as a tie.</param>
    public ReadOnlyMemory<double> ColumnTolerances(TieRule ties)
    {
        var tolerances = new double[Count];
        if (ties == TieRule.LargestTerm)
        {
            FindLargest(tolerances);
            ColumnKernels.Scale(LargestTermTolerance, tolerances);
        }
        else
        {
            SumMagnitudes(tolerances);
            ColumnKernels.Scale(Ties.Tolerance, tolerances);
        }

        return tolerances;
    }

    /// <summary>Column sums over the rows counted, each row added anew and none taken off a larger sum.</summary>
    /// <param name="counted">For each row, whether it is counted.</param>
    /// <param name="sums">Receives one sum a column.</param>
    public abstract void SumColumns(ReadOnlySpan<bool> counted, Span<double> sums);

    /// <summary>Lists every α_ii that is not positive: hiding data could then pay (docs/paper.md, D1).</summary>
    public ImmutableArray<ExternalityFault> FindOwnEffectFaults()
    {
        var faults = ImmutableArray.CreateBuilder<ExternalityFault>();
        for (int i = 0; i < Count; i++)
        {
            double own = this[i, i];
            if (!(own > 0))
            {
                faults.Add(new ExternalityFault(
                    i,
                    i,
                    own.ToString("R", CultureInfo.InvariantCulture),
                    "more than 0, for what its own quality is worth to a participant"));
            }
        }

        return faults.ToImmutable();
    }

    /// <summary>
    /// One step a coefficient (Definition 10), diagonal (Assumption 3) or column (Assumption 4): slopes are constant.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="maxQuality">The largest quality.</param>
    public IEnumerable<QualityStep> DecidingSteps(MonotoneClaim claim, double maxQuality)
    {
        for (int j = 0; j < Count; j++)
        {
            for (int i = 0; i < (claim == MonotoneClaim.NonCompetitive ? Count : 1); i++)
            {
                int? whose = claim switch
                {
                    MonotoneClaim.GrowingMarket => null,
                    MonotoneClaim.OwnType => j,
                    _ => i,
                };
                yield return new QualityStep(whose, j, 0, maxQuality, []);
            }
        }
    }

    /// <inheritdoc/>
    void IMaximalExploitationKernel.ChargeAll(in LeaverView view, Span<double> payments) => Exploit(view, payments);

    /// <summary>The largest |α_ij| of each column.</summary>
    private protected abstract void FindLargest(Span<double> largest);

    /// <summary>Σ_i |α_ij| of each column.</summary>
    private protected abstract void SumMagnitudes(Span<double> sums);

    private protected abstract void Exploit(in LeaverView view, Span<double> payments);
}
