namespace Candor.Mechanism.Allocations;

/// <summary>A valuation that knows whom to give B, where everyone is given B or nothing.</summary>
public interface IBestOrNothingValuation : IValuation
{
    /// <summary>
    /// The allocation that maximises the welfare of those counted over B or nothing for each, a tie to B. It is the
    /// efficient one where no quality in between can be better.
    /// </summary>
    /// <param name="optOut">Whose welfare counts when someone is out.</param>
    /// <param name="ties">What counts as a tie.</param>
    IAllocationRule BestOrNothing(OptOutRule optOut, TieRule ties);
}
