using Candor.Mechanism.Allocations;

namespace Candor.Mechanism.Valuations;

/// <summary>The efficient allocation of a table: every combination of own quality, B and the levels in between.</summary>
/// <remarks>
/// The tables of those counted are added up and interpolated at the candidates of one participant after the other, the
/// last first, which costs about two operations a combination. There are at most (L + 1)^n of these for L sizes: 65,536
/// within the limits of a table.
/// </remarks>
internal sealed class TableAllocation : IWelfareMaximising
{
    private readonly TableValuation _valuation;
    private readonly OptOutRule _optOut;
    private readonly double[] _everyone;
    private readonly double _largest;

    internal TableAllocation(TableValuation valuation, OptOutRule optOut)
    {
        _valuation = valuation;
        _optOut = optOut;
        _everyone = valuation.SumTables([.. Enumerable.Repeat(true, valuation.Count)]);
        _largest = valuation.SumOfLargest();
    }

    /// <inheritdoc/>
    public bool Maximises(IValuation valuation) => ReferenceEquals(valuation, _valuation);

    /// <inheritdoc/>
    public AllocationCertainty Allocate(in AllocationProblem problem, Span<double> allocated)
    {
        Profile reports = problem.Reports;
        double[][] candidates = Candidates(problem);
        bool everyoneCounts = _optOut == OptOutRule.Everyone || reports.ParticipantsIn == reports.Count;
        double[] welfare = everyoneCounts ? _everyone : _valuation.SumTables(reports.TakesPart);
        int passed = 1;
        for (int j = candidates.Length - 1; j >= 0; j--)
        {
            welfare = InterpolateAxis(welfare, candidates[j], passed);
            passed *= candidates[j].Length;
        }

        int chosen = Choose(welfare, candidates, new CountedWelfare(_valuation, problem, _optOut));
        for (int j = candidates.Length - 1; j >= 0; j--)
        {
            double used = candidates[j][chosen % candidates[j].Length];
            chosen /= candidates[j].Length;
            bool isServed = reports.TakesPart[j]
                && (used > problem.OwnQualities[j] || problem.BestQuality <= problem.OwnQualities[j]);
            allocated[j] = isServed ? Math.Min(used, problem.BestQuality) : 0;
        }

        return AllocationCertainty.Exact;
    }

    /// <summary>Each participant's used qualities to choose from, the highest first.</summary>
    private double[][] Candidates(in AllocationProblem problem)
    {
        var candidates = new double[problem.Reports.Count][];
        for (int j = 0; j < candidates.Length; j++)
        {
            double own = problem.OwnQualities[j];
            double best = problem.BestQuality;
            if (problem.Reports.TakesPart[j] && best > own)
            {
                double[] rising = [own, .. _valuation.Levels.Between(own, best), best];
                Array.Reverse(rising);
                candidates[j] = rising;
            }
            else
            {
                candidates[j] = [own];
            }
        }

        return candidates;
    }

    /// <summary>Replaces the last axis of levels by one of candidates, before the axes already replaced.</summary>
    private double[] InterpolateAxis(double[] welfare, double[] candidates, int passed)
    {
        int levels = _valuation.Levels.Count;
        int before = welfare.Length / (levels * passed);
        var interpolated = new double[before * candidates.Length * passed];
        for (int c = 0; c < candidates.Length; c++)
        {
            (int level, double part) = _valuation.Levels.Find(candidates[c]);
            for (int pre = 0; pre < before; pre++)
            {
                int from = ((pre * levels) + level) * passed;
                int to = ((pre * candidates.Length) + c) * passed;
                for (int post = 0; post < passed; post++)
                {
                    double low = welfare[from + post];
                    interpolated[to + post] =
                        part == 0 ? low : low + (part * (welfare[from + passed + post] - low));
                }
            }
        }

        return interpolated;
    }

    /// <summary>The first combination, in the order of preference, whose welfare reaches the largest.</summary>
    private int Choose(double[] welfare, double[][] candidates, CountedWelfare counted)
    {
        int at = 0;
        for (int k = 1; k < welfare.Length; k++)
        {
            at = welfare[k] > welfare[at] ? k : at;
        }

        var most = new double[candidates.Length];
        var other = new double[candidates.Length];
        counted.Evaluate(Combination(candidates, at), most);

        // Whatever reaches the largest by its own terms does so by the largest terms there are.
        double least = welfare[at] - (4 * Ties.Tolerance * _largest);
        for (int k = 0; k < at; k++)
        {
            if (welfare[k] >= least)
            {
                counted.Evaluate(Combination(candidates, k), other);
                if (Ties.Reaches(most, other))
                {
                    return k;
                }
            }
        }

        return at;
    }

    private static double[] Combination(double[][] candidates, int at)
    {
        var used = new double[candidates.Length];
        for (int j = used.Length - 1; j >= 0; j--)
        {
            used[j] = candidates[j][at % candidates[j].Length];
            at /= candidates[j].Length;
        }

        return used;
    }
}
