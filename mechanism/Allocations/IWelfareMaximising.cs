namespace Candor.Mechanism.Allocations;

/// <summary>
/// An allocation rule that maximises welfare by its own proof, so that nobody need compare it with anything.
/// </summary>
internal interface IWelfareMaximising : IAllocationRule
{
    /// <summary>Whether no feasible allocation has more welfare at truthful profiles in which everyone takes
    /// part.</summary>
    /// <param name="valuation">The valuation whose welfare it is.</param>
    bool Maximises(IValuation valuation);
}
