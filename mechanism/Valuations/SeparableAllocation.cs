using Candor.Mechanism.Allocations;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Valuations;

/// <summary>
/// For each participant the best of its own quality, B and, where parts are allocated, every bend in between.
/// </summary>
/// <remarks>
/// Everyone's welfare at the bends of a column is added up once; whoever is not counted is taken off again or, where
/// most are not, the others are added anew. Compensated sums lose nothing that the tolerance of a tie would show.
/// </remarks>
internal sealed class SeparableAllocation : IWelfareMaximising
{
    private readonly SeparableValuation _valuation;
    private readonly OptOutRule _optOut;
    private readonly bool _allocatesParts;
    private readonly Lazy<SeparableColumn>[] _columns;

    internal SeparableAllocation(SeparableValuation valuation, OptOutRule optOut, bool allocatesParts)
    {
        _valuation = valuation;
        _optOut = optOut;
        _allocatesParts = allocatesParts;
        _columns =
        [
            .. Enumerable.Range(0, valuation.Count).Select(j => new Lazy<SeparableColumn>(
                () => new SeparableColumn(valuation, j, allocatesParts))),
        ];
    }

    /// <inheritdoc/>
    public bool Maximises(IValuation valuation) => _allocatesParts && ReferenceEquals(valuation, _valuation);

    /// <inheritdoc/>
    public AllocationCertainty Allocate(in AllocationProblem problem, Span<double> allocated)
    {
        Profile reports = problem.Reports;
        var counted = new bool[reports.Count];
        for (int i = 0; i < counted.Length; i++)
        {
            counted[i] = _optOut == OptOutRule.Everyone || reports.TakesPart[i];
        }

        for (int j = 0; j < allocated.Length; j++)
        {
            allocated[j] = reports.TakesPart[j]
                ? _columns[j].Value.Choose(counted, problem.OwnQualities[j], problem.BestQuality)
                : 0;
        }

        return AllocationCertainty.Exact;
    }
}

/// <summary>What one participant's used quality adds to the welfare of those counted.</summary>
internal sealed class SeparableColumn
{
    private readonly (int Whose, PiecewiseLinear Curve)[] _effects;
    private readonly double[] _bends;
    private readonly CompensatedSum[] _everyone;

    internal SeparableColumn(SeparableValuation valuation, int participant, bool hasBends)
    {
        _effects = [.. valuation.Column(participant)];
        _bends = !hasBends
            ? []
            : [.. _effects.SelectMany(static e => e.Curve.Points).Select(static p => p.Quality).Distinct().Order()];
        _everyone = new CompensatedSum[_bends.Length];
        for (int k = 0; k < _bends.Length; k++)
        {
            foreach ((_, PiecewiseLinear curve) in _effects)
            {
                _everyone[k].Add(curve.Evaluate(_bends[k]));
            }
        }
    }

    /// <summary>The quality to allocate.</summary>
    /// <param name="counted">Whose welfare counts.</param>
    /// <param name="own">The participant's own quality.</param>
    /// <param name="best">B.</param>
    /// <returns>B, a bend between the own quality and B, or 0 where the own quality is best.</returns>
    internal double Choose(ReadOnlySpan<bool> counted, double own, double best)
    {
        if (best <= own)
        {
            return best;
        }

        int left = 0;
        foreach ((int whose, _) in _effects)
        {
            left += counted[whose] ? 0 : 1;
        }

        int first = FirstAbove(own);
        int end = first;
        double chosen = best;
        double most = Welfare(counted, best);
        double atOwn = Welfare(counted, own);
        if (atOwn > most)
        {
            (chosen, most) = (own, atOwn);
        }

        for (; end < _bends.Length && _bends[end] < best; end++)
        {
            double there = WelfareAtBend(counted, left, end);
            if (there > most)
            {
                (chosen, most) = (_bends[end], there);
            }
        }

        double preferred = chosen == best || Ties(counted, chosen, best) ? best : chosen;
        for (int k = end - 1; preferred != best && k >= first && _bends[k] > chosen; k--)
        {
            if (Ties(counted, chosen, _bends[k]))
            {
                preferred = _bends[k];
                break;
            }
        }

        return preferred == own ? 0 : preferred;
    }

    private bool Ties(ReadOnlySpan<bool> counted, double most, double other)
    {
        var gap = default(TiedGap);
        foreach ((int whose, PiecewiseLinear curve) in _effects)
        {
            if (counted[whose])
            {
                gap.Add(curve.Evaluate(most), curve.Evaluate(other));
            }
        }

        return gap.IsTie;
    }

    private double Welfare(ReadOnlySpan<bool> counted, double quality)
    {
        var sum = default(CompensatedSum);
        foreach ((int whose, PiecewiseLinear curve) in _effects)
        {
            if (counted[whose])
            {
                sum.Add(curve.Evaluate(quality));
            }
        }

        return sum.Value;
    }

    /// <summary>The welfare at a bend: everyone's without that of the few who are left out, or that of the few who are
    /// not.</summary>
    private double WelfareAtBend(ReadOnlySpan<bool> counted, int left, int bend)
    {
        if (2 * left > _effects.Length)
        {
            return Welfare(counted, _bends[bend]);
        }

        CompensatedSum sum = _everyone[bend];
        for (int e = 0; left > 0 && e < _effects.Length; e++)
        {
            if (!counted[_effects[e].Whose])
            {
                sum.Add(-_effects[e].Curve.Evaluate(_bends[bend]));
            }
        }

        return sum.Value;
    }

    private int FirstAbove(double quality)
    {
        int at = Array.BinarySearch(_bends, quality);
        return at < 0 ? ~at : at + 1;
    }
}
