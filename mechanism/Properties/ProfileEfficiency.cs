using System.Globalization;
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

    /// <summary>Whether the largest welfare is just that, and not the best of a search.</summary>
    public bool HasExactCeiling => _ceiling.IsExact;

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
        return Compare(truth, best, (_used, welfare), certainty);
    }

    /// <summary>Compares what an allocation made of one profile.</summary>
    /// <param name="truth">The profile, in which everyone takes part truthfully.</param>
    /// <param name="best">B.</param>
    /// <param name="reached">The used qualities, and the welfare at them.</param>
    /// <param name="certainty">Whether the allocation is what its rule promises.</param>
    /// <exception cref="NonFiniteResultException">The largest welfare is not a finite number.</exception>
    public EfficiencyAt Compare(
        Profile truth, double best, (ReadOnlyMemory<double> Used, double Welfare) reached, AllocationCertainty certainty)
    {
        double most = RequireFinite("largest welfare", _ceiling.Most(truth, best, out double[] better), truth);
        return new EfficiencyAt(
            reached.Welfare,
            TermMagnitudes.OfWelfare(_market.Valuation, reached.Used.Span),
            most,
            TermMagnitudes.OfWelfare(_market.Valuation, better),
            certainty == AllocationCertainty.Exact && HasExactCeiling,
            better);
    }

    private static double RequireFinite(string quantity, double value, Profile truth) => double.IsFinite(value)
        ? value
        : throw new NonFiniteResultException(quantity, null, value, truth.ToString());
}

/// <summary>What an allocation's welfare is at a profile, and what it could be.</summary>
/// <param name="Welfare">The allocation's.</param>
/// <param name="Terms">The magnitudes of the terms of that welfare.</param>
/// <param name="Most">The largest that was found.</param>
/// <param name="TermsOfMost">The magnitudes of the terms of the largest.</param>
/// <param name="IsExact">Whether both are what they are called, and not the best of a search.</param>
/// <param name="Better">The used qualities of the largest.</param>
internal readonly record struct EfficiencyAt(
    double Welfare, double Terms, double Most, double TermsOfMost, bool IsExact, double[] Better)
{
    /// <summary>The room left: negative where there is a better allocation.</summary>
    public double Margin => Welfare - Most;

    /// <summary>The size of the terms by which rounding is judged.</summary>
    public double Scale => Math.Max(Terms, TermsOfMost);

    /// <summary>Whether the allocation's welfare is less, beyond rounding.</summary>
    public bool Fails => Verdict.IsNegative(Margin, Scale);

    /// <summary>Both in words.</summary>
    /// <param name="truth">The profile.</param>
    public string Describe(Profile truth)
    {
        string better = string.Join(", ", Better.Select(static q => q.ToString("G6", CultureInfo.InvariantCulture)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"at {truth} welfare is {Welfare:G6}; qualities ({better}) would make it {Most:G6}");
    }
}
