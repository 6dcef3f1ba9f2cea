using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Allocations;

/// <summary>
/// "Best or nothing" for any valuation: of all ways to give each participant B or nothing, the one of the greatest
/// welfare of those counted. Of ways that tie, the one that gives B to the earliest in roster order, then to the next.
/// </summary>
/// <remarks>
/// All 2^m ways are tried for up to <see cref="MostOpen"/> participants with an own quality below B. For more, single
/// changes and pairs of them are tried from both uniform ways until nothing improves, and the result is approximate.
/// </remarks>
public sealed class CornerAllocation : IAllocationRule
{
    /// <summary>The most participants for whom every way is tried.</summary>
    public const int MostOpen = 12;

    private readonly IValuation _valuation;
    private readonly OptOutRule _optOut;

    /// <summary>Creates the rule.</summary>
    /// <param name="valuation">The valuation whose welfare is maximised.</param>
    /// <param name="optOut">Whose welfare counts when someone is out.</param>
    public CornerAllocation(IValuation valuation, OptOutRule optOut)
    {
        ArgumentNullException.ThrowIfNull(valuation);
        _valuation = valuation;
        _optOut = optOut;
    }

    /// <inheritdoc/>
    public AllocationCertainty Allocate(in AllocationProblem problem, Span<double> allocated)
    {
        var corners = new Corners(new CountedWelfare(_valuation, problem, _optOut), problem);
        bool isExact = corners.Open.Length <= MostOpen;
        ReadOnlySpan<bool> served = isExact ? corners.FindBest() : corners.Climb();
        for (int j = 0; j < allocated.Length; j++)
        {
            allocated[j] = problem.Reports.TakesPart[j] && served[j] ? problem.BestQuality : 0;
        }

        return isExact ? AllocationCertainty.Exact : AllocationCertainty.Approximate;
    }

    /// <summary>The ways to serve, of which who has B already is part in any case.</summary>
    private sealed class Corners(CountedWelfare welfare, in AllocationProblem problem)
    {
        private readonly double[] _own = problem.OwnQualities.ToArray();
        private readonly double _best = problem.BestQuality;
        private readonly double[] _used = problem.OwnQualities.ToArray();
        private readonly double[] _values = new double[problem.Reports.Count];
        private readonly bool[] _served = [.. Enumerable.Repeat(true, problem.Reports.Count)];

        public int[] Open { get; } = CountedWelfare.OpenParticipants(problem);

        public ReadOnlySpan<bool> FindBest()
        {
            // The first in roster order has the highest bit, so that counting down is the order of preference.
            double most = double.NegativeInfinity;
            int at = (1 << Open.Length) - 1;
            for (int corner = at; corner >= 0; corner--)
            {
                double there = Look(corner);
                if (there > most)
                {
                    (most, at) = (there, corner);
                }
            }

            Look(at);
            double[] best = [.. _values];
            for (int corner = (1 << Open.Length) - 1; corner > at; corner--)
            {
                Look(corner);
                if (Ties.Reaches(best, _values))
                {
                    at = corner;
                }
            }

            Look(at);
            return _served;
        }

        public ReadOnlySpan<bool> Climb()
        {
            bool[] best = [];
            double most = double.NegativeInfinity;
            foreach (bool start in (ReadOnlySpan<bool>)[true, false])
            {
                foreach (int j in Open)
                {
                    _served[j] = start;
                }

                double here = Look();
                while (TryImprove(ref here))
                {
                }

                if (here > most)
                {
                    (most, best) = (here, [.. _served]);
                }
            }

            return best;
        }

        private bool TryImprove(ref double here)
        {
            for (int a = 0; a < Open.Length; a++)
            {
                for (int b = a; b < Open.Length; b++)
                {
                    Flip(a, b);
                    double there = Look();
                    if (there > here)
                    {
                        here = there;
                        return true;
                    }

                    Flip(a, b);
                }
            }

            return false;
        }

        private void Flip(int a, int b)
        {
            _served[Open[a]] ^= true;
            _served[Open[b]] ^= a != b;
        }

        private double Look(int corner)
        {
            for (int k = 0; k < Open.Length; k++)
            {
                _served[Open[k]] = ((corner >> (Open.Length - 1 - k)) & 1) == 1;
            }

            return Look();
        }

        private double Look()
        {
            foreach (int j in Open)
            {
                _used[j] = _served[j] ? _best : _own[j];
            }

            welfare.Evaluate(_used, _values);
            return Summation.Sum(_values);
        }
    }
}
