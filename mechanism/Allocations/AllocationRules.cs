namespace Candor.Mechanism.Allocations;

/// <summary>Allocation rules by name.</summary>
public static class AllocationRules
{
    /// <summary>
    /// The rule of a kind, for one valuation. The efficient rule is the valuation's own where it declares one, and a
    /// search otherwise.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="valuation">The valuation whose welfare the efficient rule maximises.</param>
    /// <param name="optOut">Whose welfare the efficient rule counts; the other rules do not look at it.</param>
    public static IAllocationRule Create(AllocationKind kind, IValuation valuation, OptOutRule optOut)
    {
        ArgumentNullException.ThrowIfNull(valuation);
        return kind switch
        {
            AllocationKind.Best => UniformAllocation.Best,
            AllocationKind.None => UniformAllocation.None,
            AllocationKind.Efficient when valuation is IEfficientlyAllocated known => known.EfficientAllocation(optOut),
            AllocationKind.Efficient => new SearchedEfficientAllocation(valuation, optOut),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an allocation kind."),
        };
    }
}

/// <summary>The allocation rules a market or a scenario can name.</summary>
public enum AllocationKind
{
    /// <summary>What maximises the welfare of those counted.</summary>
    Efficient,

    /// <summary>The best quality for everyone who takes part.</summary>
    Best,

    /// <summary>No model for anyone.</summary>
    None,
}
