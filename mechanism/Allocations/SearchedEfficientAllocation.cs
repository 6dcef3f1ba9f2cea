namespace Candor.Mechanism.Allocations;

/// <summary>
/// The efficient allocation of a valuation that declares none: a search for the largest welfare over
/// Π_j [Q(t'_j), B] of those who take part, where Q(t'_j) stands for no model.
/// </summary>
/// <remarks>
/// It looks at every corner (own quality or B) while there are at most <see cref="MostCorners"/>, at the two uniform
/// ones and each single departure from them, and at <see cref="Spread"/> points spread evenly over the box (J. H.
/// Halton, "On the efficiency of certain quasi-random sequences", 1960). From the best <see cref="Climbs"/> of these
/// it climbs: along each quality over <see cref="Steps"/> values, then along each quality and each pair of them, both
/// ways, by steps that are halved until they are 2^-30 of the box. Deterministic, and bounded: at most
/// <see cref="MostEvaluations"/> profiles of qualities are valued. What it finds is approximate unless there was nothing
/// to choose; a valuation that needs the true maximum goes through a table
/// (<see cref="Valuations.TableValuation.FromFunction"/>).
/// </remarks>
public sealed class SearchedEfficientAllocation : IAllocationRule
{
    /// <summary>The most corners tried one by one.</summary>
    public const int MostCorners = 1 << 10;

    /// <summary>How many points are spread over the box.</summary>
    public const int Spread = 512;

    /// <summary>From how many of the points it climbs.</summary>
    public const int Climbs = 24;

    /// <summary>How many steps an interval [Q(t'_j), B] is cut into at first.</summary>
    public const int Steps = 64;

    /// <summary>The most profiles of qualities that are valued.</summary>
    public const int MostEvaluations = 100_000;

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
        int[] open = CountedWelfare.OpenParticipants(problem);
        var search = new WelfareSearch(new CountedWelfare(_valuation, problem, _optOut), problem, open);
        ReadOnlySpan<double> best = search.Run();
        for (int j = 0; j < allocated.Length; j++)
        {
            // Who ends at its own quality is given no model, unless that is B: a tie goes to B in every efficient rule.
            bool isServed = problem.Reports.TakesPart[j]
                && (best[j] > problem.OwnQualities[j] || problem.BestQuality <= problem.OwnQualities[j]);
            allocated[j] = isServed ? Math.Min(best[j], problem.BestQuality) : 0;
        }

        return open.Length == 0 ? AllocationCertainty.Exact : AllocationCertainty.Approximate;
    }
}
