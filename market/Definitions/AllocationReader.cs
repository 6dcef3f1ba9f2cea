using Candor.Market.Json;
using Candor.Mechanism;
using Candor.Mechanism.Allocations;

namespace Candor.Market.Definitions;

/// <summary>Reads <c>allocation</c> and gives the rule its meaning, which versions 1 and 2 have otherwise.</summary>
internal static class AllocationReader
{
    private const int Since = 3;

    /// <summary>Reads the rule's name.</summary>
    /// <param name="members">The document's members.</param>
    /// <param name="spelling">What the document may use.</param>
    /// <param name="otherwise">The rule where the member is left out; null where it must be there.</param>
    /// <returns>The rule; null after adding a fault.</returns>
    internal static AllocationKind? Read(JsonMembers members, RuleSpelling spelling, AllocationKind? otherwise)
    {
        AllocationKind? kind = RuleNames.Read(members, "allocation", RuleNames.Allocations, spelling, otherwise);
        if (kind == AllocationKind.BestOrNothing && spelling.Version < Since)
        {
            members.Optional("allocation")!.Value.AddFault(
                $"another rule, of which \"efficient\" means best or nothing before version {Since}, or version {Since}");
            return null;
        }

        return kind;
    }

    /// <summary>Makes the rule.</summary>
    /// <param name="kind">Its name.</param>
    /// <param name="valuation">The valuation.</param>
    /// <param name="optOut">Whose welfare counts when someone is out.</param>
    /// <param name="version">The version of the market's rules. Before version 3 "efficient" chooses between B and nothing
    /// and sees ties more coarsely.</param>
    internal static IAllocationRule Create(AllocationKind kind, IValuation valuation, OptOutRule optOut, int version) =>
        version < Since && kind == AllocationKind.Efficient
            ? AllocationRules.Create(AllocationKind.BestOrNothing, valuation, optOut, TieRule.LargestTerm)
            : AllocationRules.Create(kind, valuation, optOut);
}
