using System.Globalization;
using Candor.Mechanism.Allocations;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Valuations;

/// <summary>
/// Section 6.2's market: v_i = (Σ_j q_j)^α · q_i. The market's size is (Σ q)^(1+α), divided by quality; 0 where Σ q = 0
/// (docs/paper.md, D11).
/// </summary>
public sealed class GrowthValuation : IEfficientlyAllocated, IBestOrNothingValuation, IDecidedBySteps
{
    private readonly FormulaRounding _rounding;
    private readonly Remembered? _powers;

    /// <summary>Creates the valuation with correctly rounded powers.</summary>
    /// <param name="count">n, at least 1.</param>
    /// <param name="rate">α, finite. From 0 on nobody competes; below -1 the market shrinks as quality rises.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public GrowthValuation(int count, double rate)
        : this(count, rate, FormulaRounding.Correct)
    {
    }

    /// <summary>Creates the valuation.</summary>
    /// <param name="count">n, at least 1.</param>
    /// <param name="rate">α, finite. From 0 on nobody competes; below -1 the market shrinks as quality rises.</param>
    /// <param name="rounding">How the power of Σ q is rounded; sum and product are rounded by themselves.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public GrowthValuation(int count, double rate, FormulaRounding rounding)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (!double.IsFinite(rate))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The market growth rate is a finite number.");
        }

        Count = count;
        Rate = rate;
        _rounding = rounding;
    }

    private GrowthValuation(GrowthValuation same)
        : this(same.Count, same.Rate, same._rounding) => _powers = new Remembered(Raise);

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>α, the market growth rate.</summary>
    public double Rate { get; }

    /// <inheritdoc/>
    public double Evaluate(int participant, ReadOnlySpan<double> qualities)
    {
        double total = Summation.Sum(qualities);
        return total == 0 ? 0 : Power(total) * qualities[participant];
    }

    /// <inheritdoc/>
    public void EvaluateAll(ReadOnlySpan<double> qualities, Span<double> values)
    {
        double total = Summation.Sum(qualities);
        double share = total == 0 ? 0 : Power(total);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = share * qualities[i];
        }
    }

    /// <summary>The best for all where α ≥ -1, no model for anyone where α &lt; -1.</summary>
    /// <remarks>
    /// Welfare is (Σ q)^(1+α): it rises with every quality in a growing market and falls in a shrinking one. At
    /// α = -1 it is constant, and a tie is allocated. Who is counted does not matter.
    /// </remarks>
    /// <param name="optOut">Not looked at.</param>
    public IAllocationRule EfficientAllocation(OptOutRule optOut) =>
        Rate >= -1 ? UniformAllocation.Best : UniformAllocation.None;

    /// <summary>The efficient allocation, which is B for everyone or for nobody.</summary>
    /// <param name="optOut">Not looked at.</param>
    /// <param name="ties">Not looked at: α alone decides.</param>
    public IAllocationRule BestOrNothing(OptOutRule optOut, TieRule ties) => EfficientAllocation(optOut);

    /// <summary>The sign of each slope is one sign everywhere, or is worst where one participant is alone.</summary>
    /// <remarks>
    /// ∂v_i/∂q_i = S^(α-1) (S + α q_i) is least at q_i = S and negative somewhere exactly when α &lt; -1, as is the
    /// slope (1 + α) S^α of the market's size; ∂v_i/∂q_j = α S^(α-1) q_i has the sign of α.
    /// </remarks>
    /// <param name="claim">The claim.</param>
    /// <param name="maxQuality">The largest quality.</param>
    public IEnumerable<QualityStep> DecidingSteps(MonotoneClaim claim, double maxQuality)
    {
        int? whose = claim == MonotoneClaim.GrowingMarket ? null : 0;
        yield return new QualityStep(whose, 0, maxQuality / 2, maxQuality, []);
        if (claim == MonotoneClaim.NonCompetitive && Count > 1)
        {
            var others = new double[Count];
            others[0] = maxQuality;
            yield return new QualityStep(0, 1, 0, maxQuality, [.. others]);
        }
    }

    /// <summary>The same valuation for a walk over a grid, on which few different totals occur.</summary>
    internal GrowthValuation WithMemory() => new(this);

    private double Power(double total) => _powers?.Of(total) ?? Raise(total);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"growth market of {Count} with α = {Rate:R}");

    private double Raise(double total) => _rounding.Pow(total, Rate);
}
