namespace Candor.Mechanism.Allocations;

/// <summary>One search for the used qualities of the largest welfare.</summary>
internal sealed class WelfareSearch
{
    private const double LeastStep = 1.0 / (1 << 30);

    private readonly CountedWelfare _welfare;
    private readonly int[] _open;
    private readonly double[] _own;
    private readonly double _top;
    private readonly double[] _used;
    private readonly double[] _best;
    private readonly double _longest;
    private double _bestWelfare = double.NegativeInfinity;
    private int _left = SearchedEfficientAllocation.MostEvaluations;

    internal WelfareSearch(CountedWelfare welfare, in AllocationProblem problem, int[] open)
    {
        _welfare = welfare;
        _open = open;
        _own = problem.OwnQualities.ToArray();
        _top = problem.BestQuality;
        _used = problem.OwnQualities.ToArray();
        _best = problem.OwnQualities.ToArray();
        _longest = open.Length == 0 ? 0 : Enumerable.Range(0, open.Length).Max(Length);
    }

    /// <summary>Searches.</summary>
    /// <returns>The used qualities of the largest welfare seen; of equal ones the first seen, all at B at first.</returns>
    internal ReadOnlySpan<double> Run()
    {
        // Sorting is stable, so that of equal starts the earlier is climbed from.
        double[][] starts =
        [
            .. Corners().Concat(SpreadPoints()).Select(at => (At: at, Welfare: Look(at))).ToArray()
                .OrderByDescending(static start => start.Welfare)
                .Select(static start => start.At),
        ];
        for (int k = 0; k < Math.Min(SearchedEfficientAllocation.Climbs, starts.Length) && _left > 0; k++)
        {
            Climb(starts[k]);
        }

        return _best;
    }

    /// <summary>Corners of the box, in which 0 is the own quality and 1 is B, all at B first.</summary>
    private IEnumerable<double[]> Corners()
    {
        int count = _open.Length;
        bool isExhaustive = count < 31 && 1L << count <= SearchedEfficientAllocation.MostCorners;
        long corners = isExhaustive ? 1L << count : 2 + (2L * count);
        for (long corner = 0; corner < corners; corner++)
        {
            var at = new double[count];
            for (int k = 0; k < count; k++)
            {
                bool low = isExhaustive ? ((corner >> k) & 1) == 1 : (corner % 2 == 1) != (k == (corner / 2) - 1);
                at[k] = low ? 0 : 1;
            }

            yield return at;
        }
    }

    /// <summary>Points of the Halton sequence, whose k-th coordinate is the index's digits in the k-th prime base, read
    /// backwards.</summary>
    private IEnumerable<double[]> SpreadPoints()
    {
        int[] bases = [.. Primes().Take(_open.Length)];
        for (int index = 1; _open.Length > 0 && index <= SearchedEfficientAllocation.Spread; index++)
        {
            yield return [.. bases.Select(prime => Reversed(index, prime))];
        }
    }

    private static double Reversed(int index, int digits)
    {
        double value = 0;
        double place = 1;
        for (; index > 0; index /= digits)
        {
            place /= digits;
            value += place * (index % digits);
        }

        return value;
    }

    private static IEnumerable<int> Primes()
    {
        for (int candidate = 2; ; candidate++)
        {
            bool isPrime = true;
            for (int divisor = 2; divisor * divisor <= candidate; divisor++)
            {
                isPrime &= candidate % divisor != 0;
            }

            if (isPrime)
            {
                yield return candidate;
            }
        }
    }

    private void Climb(double[] at)
    {
        double here = Look(at);
        double before;
        do
        {
            before = here;
            for (int k = 0; k < at.Length; k++)
            {
                here = Scan(at, k, here);
            }
        }
        while (here > before && _left > 0);

        // A step that helped is tried again, a little longer; one that did not is halved.
        for (double step = 0.5; step >= LeastStep && _left > 0;)
        {
            step = TryMoves(at, step, ref here) ? Math.Min(0.5, step * 1.5) : step / 2;
        }
    }

    private double Scan(double[] at, int k, double here)
    {
        double chosen = at[k];
        for (int step = 0; step <= SearchedEfficientAllocation.Steps; step++)
        {
            at[k] = (double)step / SearchedEfficientAllocation.Steps;
            double there = Look(at);
            if (there > here)
            {
                (here, chosen) = (there, at[k]);
            }
        }

        at[k] = chosen;
        return here;
    }

    /// <summary>Moves one quality, or two of them, up or down by a step, wherever that raises welfare.</summary>
    /// <remarks>Two qualities move by the same amount: where rivals' values have a ridge, it is mostly along their
    /// difference or their sum.</remarks>
    private bool TryMoves(double[] at, double step, ref double here)
    {
        bool moved = false;
        for (int a = 0; a < at.Length; a++)
        {
            for (int b = a; b < at.Length; b++)
            {
                for (int signs = 0; signs < (a == b ? 2 : 4); signs++)
                {
                    double stepA = step * _longest / Length(a);
                    double stepB = step * _longest / Length(b);
                    moved |= TryMove(at, a, (signs & 1) == 0 ? stepA : -stepA, b, (signs & 2) == 0 ? stepB : -stepB, ref here);
                }
            }
        }

        return moved;
    }

    private bool TryMove(double[] at, int a, double stepA, int b, double stepB, ref double here)
    {
        (double wasA, double wasB) = (at[a], at[b]);
        at[a] = Math.Clamp(wasA + stepA, 0, 1);
        at[b] = a == b ? at[a] : Math.Clamp(wasB + stepB, 0, 1);
        if (at[a] != wasA || at[b] != wasB)
        {
            double there = Look(at);
            if (there > here)
            {
                here = there;
                return true;
            }
        }

        (at[a], at[b]) = (wasA, wasB);
        return false;
    }

    /// <summary>How far one quality can go.</summary>
    private double Length(int k) => _top - _own[_open[k]];

    private double Look(double[] at)
    {
        if (_left-- <= 0)
        {
            return double.NegativeInfinity;
        }

        for (int k = 0; k < at.Length; k++)
        {
            double own = _own[_open[k]];
            _used[_open[k]] = at[k] == 1 ? _top : Math.Min(_top, own + ((_top - own) * at[k]));
        }

        double welfare = _welfare.At(_used);
        if (welfare > _bestWelfare)
        {
            _bestWelfare = welfare;
            _used.CopyTo(_best, 0);
        }

        return welfare;
    }
}
