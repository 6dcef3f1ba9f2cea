using Candor.Mechanism.Allocations;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Valuations;

/// <summary>
/// Separable quasi-monotone valuations (Definition 8): v_i = F_i(q_i) + Σ_{j≠i} θ_ij(q_j), with F_i increasing and θ_ij
/// arbitrary.
/// </summary>
public sealed class SeparableValuation : IEfficientlyAllocated, IBestOrNothingValuation, IDecidedBySteps
{
    private readonly PiecewiseLinear[] _own;
    private readonly PiecewiseLinear?[][] _others;

    /// <summary>Creates the valuation.</summary>
    /// <param name="own">F_1, …, F_n, none of which falls.</param>
    /// <param name="others">
    /// θ by rows, θ[i][j] what j's quality does to i; null for nothing, as on the diagonal.
    /// </param>
    /// <exception cref="ArgumentException">
    /// An F falls, or θ is not n by n with an empty diagonal; the place is named.
    /// </exception>
    public SeparableValuation(
        IReadOnlyList<PiecewiseLinear> own, IReadOnlyList<IReadOnlyList<PiecewiseLinear?>> others)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(others);
        if (own.Count == 0 || others.Count != own.Count)
        {
            throw new ArgumentException($"Found {own.Count} own curves and {others.Count} rows.", nameof(own));
        }

        for (int i = 0; i < own.Count; i++)
        {
            if (own[i].FindFall() is int k)
            {
                throw new ArgumentException($"F_{i} falls at point {k}; Definition 8 has it increase.", nameof(own));
            }

            if (others[i].Count != own.Count || others[i][i] is not null)
            {
                throw new ArgumentException(
                    $"Row {i} has not {own.Count} curves with none on the diagonal.", nameof(others));
            }
        }

        _own = [.. own];
        _others = [.. others.Select(static row => row.ToArray())];
    }

    /// <inheritdoc/>
    public int Count => _own.Length;

    /// <inheritdoc/>
    public double Evaluate(int participant, ReadOnlySpan<double> qualities)
    {
        var sum = default(CompensatedSum);
        for (int j = 0; j < qualities.Length; j++)
        {
            sum.Add(Effect(participant, j, qualities[j]));
        }

        return sum.Value;
    }

    /// <inheritdoc/>
    public double Magnitude(int participant, ReadOnlySpan<double> qualities)
    {
        double sum = 0;
        for (int j = 0; j < qualities.Length; j++)
        {
            PiecewiseLinear? curve = participant == j ? _own[j] : _others[participant][j];
            sum += curve?.Magnitude(qualities[j]) ?? 0;
        }

        return sum;
    }

    /// <summary>What j's used quality is worth to i: F_i(q_i) for itself, θ_ij(q_j) otherwise.</summary>
    /// <param name="participant">i.</param>
    /// <param name="other">j.</param>
    /// <param name="quality">q_j.</param>
    public double Effect(int participant, int other, double quality) =>
        participant == other ? _own[other].Evaluate(quality) : _others[participant][other]?.Evaluate(quality) ?? 0;

    /// <summary>
    /// One step a straight piece: between the breakpoints of all curves over q_j every slope is constant.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="maxQuality">The largest quality.</param>
    public IEnumerable<QualityStep> DecidingSteps(MonotoneClaim claim, double maxQuality)
    {
        for (int j = 0; j < Count; j++)
        {
            double[] breaks = Breaks(j, maxQuality);
            for (int i = 0; i < (claim == MonotoneClaim.NonCompetitive ? Count : 1); i++)
            {
                int? whose = claim switch
                {
                    MonotoneClaim.GrowingMarket => null,
                    MonotoneClaim.OwnType => j,
                    _ => i,
                };
                for (int k = 1; k < breaks.Length; k++)
                {
                    yield return new QualityStep(whose, j, breaks[k - 1], breaks[k], []);
                }
            }
        }
    }

    /// <summary>The qualities at which any curve over q_j bends, with 0 and the largest, in rising order.</summary>
    /// <param name="participant">j.</param>
    /// <param name="maxQuality">The largest quality.</param>
    public double[] Breaks(int participant, double maxQuality)
    {
        var breaks = new SortedSet<double> { 0, maxQuality };
        for (int i = 0; i < Count; i++)
        {
            PiecewiseLinear? curve = i == participant ? _own[i] : _others[i][participant];
            breaks.UnionWith(curve?.Points.Select(static point => point.Quality).Where(q => q < maxQuality) ?? []);
        }

        return [.. breaks];
    }

    /// <summary>For each participant the used quality at which welfare is largest: its own, B, or one in between at which
    /// a curve over it bends.</summary>
    /// <remarks>
    /// Welfare is a sum of functions of one quality each, so the participants decide one by one; each function is of
    /// straight pieces, so a largest value stands at an end or a bend (docs/paper.md, D5). A tie goes to B, then to the
    /// larger quality.
    /// </remarks>
    /// <param name="optOut">Whose welfare counts when someone is out.</param>
    public IAllocationRule EfficientAllocation(OptOutRule optOut) =>
        new SeparableAllocation(this, optOut, allocatesParts: true);

    /// <summary>For each participant whichever of B and nothing adds more to welfare, a tie to B.</summary>
    /// <remarks>Where some θ makes a quality in between better, this is not efficient.</remarks>
    /// <param name="optOut">Whose welfare counts when someone is out.</param>
    /// <param name="ties">What counts as a tie.</param>
    public IAllocationRule BestOrNothing(OptOutRule optOut, TieRule ties) => ties == TieRule.LargestTerm
        ? new SeparableLargestTermAllocation(this, optOut)
        : new SeparableAllocation(this, optOut, allocatesParts: false);

    /// <summary>Who has an effect of j's quality: itself, and each i with a curve θ_ij.</summary>
    /// <param name="participant">j.</param>
    internal IEnumerable<(int Whose, PiecewiseLinear Curve)> Column(int participant)
    {
        for (int i = 0; i < Count; i++)
        {
            if ((i == participant ? _own[i] : _others[i][participant]) is { } curve)
            {
                yield return (i, curve);
            }
        }
    }
}
