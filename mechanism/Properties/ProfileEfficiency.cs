using Candor.Mechanism.Numerics;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Properties;

/// <summary>Compares an allocation's welfare with the most that is feasible, at one truthful profile after another; one
/// a thread.</summary>
internal sealed class ProfileEfficiency
{
    private readonly MarketMechanism _market;
    private readonly WelfareCeiling _ceiling;
    private readonly double[] _own;
    private readonly double[] _used;
    private readonly double[] _values;

    /// <summary>Prepares the comparison.</summary>
    /// <param name="curve">Q.</param>
    /// <param name="valuation">v.</param>
    /// <param name="allocation">x.</param>
    public ProfileEfficiency(IQualityCurve curve, IValuation valuation, IAllocationRule allocation)
    {
        // Payments have no part in welfare.
        _market = new MarketMechanism(curve, valuation, allocation, FreePayment.Instance);
        _ceiling = new WelfareCeiling(_market);
        _own = new double[valuation.Count];
        _used = new double[valuation.Count];
        _values = new double[valuation.Count];
    }

    /// <summary>Compares at one profile.</summary>
    /// <param name="truth">The profile, in which everyone takes part truthfully.</param>
    /// <exception cref="NonFiniteResultException">A quality or a valuation is not a finite number.</exception>
    public EfficiencyAt Look(Profile truth)
    {
        double best = RequireFinite("best quality", _market.Curve.Evaluate(truth.Total), truth);
        for (int j = 0; j < _own.Length; j++)
        {
            _own[j] = _market.Curve.Evaluate(truth.Sizes[j]);
        }

        AllocationCertainty certainty = _market.Allocation.Allocate(new AllocationProblem(truth, best, _own), _used);
        for (int j = 0; j < _used.Length; j++)
        {
            _used[j] = Math.Max(_used[j], _own[j]);
        }

        _market.Valuation.EvaluateAll(_used, _values);
        double welfare = RequireFinite("welfare", Summation.Sum(_values), truth);
        double most = RequireFinite("largest welfare", _ceiling.Most(truth, best, out double[] better), truth);
        double scale = TermMagnitudes.OfWelfare(_market.Valuation, _used)
            + TermMagnitudes.OfWelfare(_market.Valuation, better);
        return new EfficiencyAt(
            welfare,
            most,
            Verdict.IsNegative(welfare - most, scale),
            certainty == AllocationCertainty.Exact && _ceiling.IsExact,
            better);
    }

    private static double RequireFinite(string quantity, double value, Profile truth) => double.IsFinite(value)
        ? value
        : throw new NonFiniteResultException(quantity, null, value, truth.ToString());
}

/// <summary>What an allocation's welfare is at a profile, and what it could be.</summary>
/// <param name="Welfare">The allocation's.</param>
/// <param name="Most">The largest that was found.</param>
/// <param name="Fails">Whether the allocation's is less, beyond rounding.</param>
/// <param name="IsExact">Whether both are what they are called, and not the best of a search.</param>
/// <param name="Better">The used qualities of the largest.</param>
internal readonly record struct EfficiencyAt(double Welfare, double Most, bool Fails, bool IsExact, double[] Better)
{
    /// <summary>The room left: negative where there is a better allocation.</summary>
    public double Margin => Welfare - Most;
}
