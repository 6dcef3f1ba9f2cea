using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Allocations;

/// <summary>Allocation rules by name.</summary>
public static class AllocationRules
{
    /// <summary>The rule of a kind, for one valuation.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="valuation">The valuation whose welfare the efficient rule maximises.</param>
    /// <param name="optOut">Whose welfare the efficient rule counts; the other rules do not look at it.</param>
    /// <exception cref="MechanismException">
    /// The efficient rule was asked for and the valuation does not know its efficient allocation.
    /// </exception>
    public static IAllocationRule Create(AllocationKind kind, IValuation valuation, OptOutRule optOut)
    {
        ArgumentNullException.ThrowIfNull(valuation);
        return kind switch
        {
            AllocationKind.Best => UniformAllocation.Best,
            AllocationKind.None => UniformAllocation.None,
            AllocationKind.Efficient when valuation is IEfficientlyAllocated known => known.EfficientAllocation(optOut),
            AllocationKind.Efficient => throw new MechanismException(
                $"{valuation.GetType().Name} does not know its efficient allocation: expected a valuation that implements "
                + $"{nameof(IEfficientlyAllocated)}, or another allocation rule."),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an allocation kind."),
        };
    }
}
