using Candor.Mechanism.Allocations;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Properties;

/// <summary>The largest welfare any feasible allocation reaches at a truthful profile.</summary>
/// <remarks>
/// Where the market trains and a profile cannot, the only feasible allocation is no model for anyone (docs/paper.md, D23).
/// A valuation that knows its own efficient allocation needs nothing more, whatever the number of participants. For any
/// other the search for one is repeated, and what it finds bounds nothing.
/// </remarks>
internal sealed class WelfareCeiling(MarketMechanism mechanism)
{
    private readonly IAllocationRule _efficient =
        AllocationRules.Create(AllocationKind.Efficient, mechanism.Valuation, OptOutRule.Everyone);

    private readonly double[] _q = new double[mechanism.Count];
    private readonly double[] _values = new double[mechanism.Count];

    /// <summary>Whether what is found is the true maximum and not the best of a search.</summary>
    public bool IsExact { get; } = mechanism.Valuation is IEfficientlyAllocated;

    /// <summary>The largest welfare found.</summary>
    /// <param name="truth">The profile, in which everyone takes part truthfully.</param>
    /// <param name="best">B.</param>
    /// <param name="at">The used qualities at which it is reached.</param>
    public double Most(Profile truth, double best, out double[] at)
    {
        var own = new double[truth.Count];
        for (int j = 0; j < own.Length; j++)
        {
            own[j] = mechanism.Curve.Evaluate(truth.Sizes[j]);
        }

        if (mechanism.Training?.IsMet(truth) == false)
        {
            own.CopyTo(_q, 0);
        }
        else
        {
            _efficient.Allocate(new AllocationProblem(truth, best, own), _q);
            for (int j = 0; j < own.Length; j++)
            {
                _q[j] = Math.Max(_q[j], own[j]);
            }
        }

        at = [.. _q];
        mechanism.Valuation.EvaluateAll(_q, _values);
        return Summation.Sum(_values);
    }
}
