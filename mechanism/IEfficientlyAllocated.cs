namespace Candor.Mechanism;

/// <summary>A valuation that knows its own efficient allocation.</summary>
public interface IEfficientlyAllocated : IValuation
{
    /// <summary>The allocation that maximises the welfare of those counted, for truthful reports.</summary>
    /// <param name="optOut">Whose welfare counts when someone is out.</param>
    IAllocationRule EfficientAllocation(OptOutRule optOut);
}
