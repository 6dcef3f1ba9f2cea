using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Allocations;

/// <summary>The welfare of those counted under a profile, at any used qualities.</summary>
internal sealed class CountedWelfare
{
    private readonly IValuation _valuation;
    private readonly bool[] _counted;
    private readonly double[] _values;

    /// <summary>Finds out who is counted.</summary>
    /// <param name="valuation">v.</param>
    /// <param name="problem">The reports.</param>
    /// <param name="optOut">Whose welfare counts when someone is out.</param>
    internal CountedWelfare(IValuation valuation, in AllocationProblem problem, OptOutRule optOut)
    {
        _valuation = valuation;
        _counted = problem.Reports.TakesPart.ToArray();
        _values = new double[_counted.Length];
        if (optOut == OptOutRule.Everyone)
        {
            Array.Fill(_counted, true);
        }
    }

    /// <summary>Who takes part with an own quality below B: the others' used quality is settled.</summary>
    internal static int[] OpenParticipants(in AllocationProblem problem)
    {
        var open = new List<int>();
        for (int j = 0; j < problem.Reports.Count; j++)
        {
            if (problem.Reports.TakesPart[j] && problem.BestQuality > problem.OwnQualities[j])
            {
                open.Add(j);
            }
        }

        return [.. open];
    }

    /// <summary>Σ v_i of those counted.</summary>
    /// <param name="used">q.</param>
    internal double At(ReadOnlySpan<double> used)
    {
        Evaluate(used, _values);
        return Summation.Sum(_values);
    }

    /// <summary>v_i of those counted, 0 for the others.</summary>
    /// <param name="used">q.</param>
    /// <param name="values">Receives the values.</param>
    internal void Evaluate(ReadOnlySpan<double> used, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _counted[i] ? _valuation.Evaluate(i, used) : 0;
        }
    }
}
