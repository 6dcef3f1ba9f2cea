namespace Candor.Mechanism.Allocations;

/// <summary>Allocation rules by name.</summary>
public static class AllocationRules
{
    /// <summary>
    /// The rule of a kind, for one valuation. What is efficient, or best of B and nothing, the valuation says where it
    /// knows, and a search otherwise.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="valuation">The valuation whose welfare is maximised.</param>
    /// <param name="optOut">Whose welfare is counted; "best" and "none" do not look at it.</param>
    /// <param name="ties">What counts as a tie between B and nothing; only "best or nothing" looks at it.</param>
    public static IAllocationRule Create(
        AllocationKind kind, IValuation valuation, OptOutRule optOut, TieRule ties = TieRule.SumOfTerms)
    {
        ArgumentNullException.ThrowIfNull(valuation);
        return kind switch
        {
            AllocationKind.Best => UniformAllocation.Best,
            AllocationKind.None => UniformAllocation.None,
            AllocationKind.Efficient when valuation is IEfficientlyAllocated known => known.EfficientAllocation(optOut),
            AllocationKind.Efficient => new SearchedEfficientAllocation(valuation, optOut),
            AllocationKind.BestOrNothing when valuation is IBestOrNothingValuation known =>
                known.BestOrNothing(optOut, ties),
            AllocationKind.BestOrNothing => new CornerAllocation(valuation, optOut),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an allocation kind."),
        };
    }
}

/// <summary>The allocation rules a market or a scenario can name.</summary>
public enum AllocationKind
{
    /// <summary>What maximises the welfare of those counted over every feasible quality.</summary>
    Efficient,

    /// <summary>The best quality for everyone who takes part.</summary>
    Best,

    /// <summary>No model for anyone.</summary>
    None,

    /// <summary>The best quality or nothing for each, whichever gives more welfare of those counted.</summary>
    BestOrNothing,
}
