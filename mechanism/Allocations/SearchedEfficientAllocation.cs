namespace Candor.Mechanism.Allocations;

/// <summary>
/// The efficient allocation of a valuation that declares none: a search for the largest welfare over
/// Π_j {0} ∪ [Q(t'_j), B] of those who take part.
/// </summary>
/// <remarks>
/// Starts from every corner (own quality or B) while there are at most <see cref="MostCorners"/>, else from the two
/// uniform ones and each single departure from them, and climbs one participant at a time over <see cref="Steps"/>
/// qualities until nothing improves. Deterministic. Its result is approximate unless there was nothing to choose.
/// </remarks>
public sealed class SearchedEfficientAllocation : IAllocationRule
{
    /// <summary>The most corners tried one by one.</summary>
    public const int MostCorners = 1 << 12;

    /// <summary>How many steps an interval [Q(t'_j), B] is cut into.</summary>
    public const int Steps = 64;

    private const int MostRounds = 100;

    private readonly IValuation _valuation;
    private readonly OptOutRule _optOut;

    /// <summary>Creates the rule.</summary>
    /// <param name="valuation">The valuation whose welfare is searched.</param>
    /// <param name="optOut">Whose welfare counts when someone is out.</param>
    public SearchedEfficientAllocation(IValuation valuation, OptOutRule optOut)
    {
        ArgumentNullException.ThrowIfNull(valuation);
        _valuation = valuation;
        _optOut = optOut;
    }

    /// <inheritdoc/>
    public AllocationCertainty Allocate(in AllocationProblem problem, Span<double> allocated)
    {
        int[] open = OpenParticipants(problem);
        var search = new Search(_valuation, problem, Counted(problem.Reports), open);
        search.Run();
        ReadOnlySpan<double> best = search.Best;
        for (int j = 0; j < allocated.Length; j++)
        {
            // Who ends at its own quality is given no model, unless that is B: a tie goes to B in every efficient rule.
            bool isServed = problem.Reports.TakesPart[j]
                && (best[j] > problem.OwnQualities[j] || problem.BestQuality <= problem.OwnQualities[j]);
            allocated[j] = isServed ? Math.Min(best[j], problem.BestQuality) : 0;
        }

        return open.Length == 0 ? AllocationCertainty.Exact : AllocationCertainty.Approximate;
    }

    private static int[] OpenParticipants(in AllocationProblem problem)
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

    private bool[] Counted(Profile reports)
    {
        bool[] counted = reports.TakesPart.ToArray();
        if (_optOut == OptOutRule.Everyone)
        {
            Array.Fill(counted, true);
        }

        return counted;
    }

    /// <summary>One search: where it is, and the best it has seen.</summary>
    private sealed class Search(IValuation valuation, in AllocationProblem problem, bool[] counted, int[] open)
    {
        private readonly double[] _own = problem.OwnQualities.ToArray();
        private readonly double _top = problem.BestQuality;
        private readonly double[] _now = problem.OwnQualities.ToArray();
        private double _bestWelfare = double.NegativeInfinity;

        public double[] Best { get; } = problem.OwnQualities.ToArray();

        public void Run()
        {
            // The all-best corner comes first, so that a tie is allocated.
            bool isExhaustive = open.Length < 31 && 1L << open.Length <= MostCorners;
            long corners = isExhaustive ? 1L << open.Length : 2 + (2L * open.Length);
            for (long corner = 0; corner < corners; corner++)
            {
                for (int k = 0; k < open.Length; k++)
                {
                    bool low = isExhaustive ? ((corner >> k) & 1) == 1 : (corner % 2 == 1) != (k == (corner / 2) - 1);
                    _now[open[k]] = low ? _own[open[k]] : _top;
                }

                Climb();
            }
        }

        private void Climb()
        {
            double welfare = Keep();
            for (int round = 0; round < MostRounds; round++)
            {
                double before = welfare;
                foreach (int j in open)
                {
                    welfare = ClimbOne(j, welfare);
                }

                if (welfare <= before)
                {
                    break;
                }
            }
        }

        private double ClimbOne(int participant, double welfare)
        {
            double chosen = _now[participant];
            for (int k = 0; k <= Steps; k++)
            {
                double low = _own[participant];
                _now[participant] = k == Steps ? _top : low + ((_top - low) * k / Steps);
                double there = Keep();
                if (there > welfare)
                {
                    (welfare, chosen) = (there, _now[participant]);
                }
            }

            _now[participant] = chosen;
            return welfare;
        }

        private double Keep()
        {
            double welfare = 0;
            for (int i = 0; i < counted.Length; i++)
            {
                welfare += counted[i] ? valuation.Evaluate(i, _now) : 0;
            }

            if (welfare > _bestWelfare)
            {
                _bestWelfare = welfare;
                _now.CopyTo(Best, 0);
            }

            return welfare;
        }
    }
}
