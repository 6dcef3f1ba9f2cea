using Candor.Market.Json;
using Candor.Mechanism;
using Candor.Mechanism.Allocations;
using Candor.Mechanism.Payments;

namespace Candor.Market.Definitions;

/// <summary>The names of rules in both spellings.</summary>
internal static class RuleNames
{
    /// <summary>Allocation rules as protobuf names them.</summary>
    internal static readonly Dictionary<string, string> Allocations = new(StringComparer.Ordinal)
    {
        ["ALLOCATION_RULE_EFFICIENT"] = nameof(AllocationKind.Efficient),
        ["ALLOCATION_RULE_BEST"] = nameof(AllocationKind.Best),
        ["ALLOCATION_RULE_NONE"] = nameof(AllocationKind.None),
        ["ALLOCATION_RULE_BEST_OR_NOTHING"] = nameof(AllocationKind.BestOrNothing),
    };

    /// <summary>Payment rules as protobuf names them.</summary>
    internal static readonly Dictionary<string, string> Payments = new(StringComparer.Ordinal)
    {
        ["PAYMENT_RULE_MEP"] = nameof(PaymentKind.Mep),
        ["PAYMENT_RULE_FREE"] = nameof(PaymentKind.Free),
        ["PAYMENT_RULE_DESIRABLE"] = nameof(PaymentKind.Desirable),
    };

    /// <summary>Opt-out rules as protobuf names them.</summary>
    internal static readonly Dictionary<string, string> OptOuts = new(StringComparer.Ordinal)
    {
        ["OPT_OUT_RULE_EVERYONE"] = nameof(OptOutRule.Everyone),
        ["OPT_OUT_RULE_PARTICIPANTS"] = nameof(OptOutRule.Participants),
    };

    /// <summary>Reads a rule's name, in camelCase in the dialect.</summary>
    /// <typeparam name="T">The rules.</typeparam>
    /// <param name="members">The document's members.</param>
    /// <param name="name">The member.</param>
    /// <param name="contract">Protobuf's names.</param>
    /// <param name="spelling">What the document may use.</param>
    /// <param name="otherwise">The rule where the member is left out; null where it must be there.</param>
    /// <returns>The rule; null after adding a fault.</returns>
    internal static T? Read<T>(
        JsonMembers members, string name, Dictionary<string, string> contract, RuleSpelling spelling, T? otherwise)
        where T : struct, Enum
    {
        JsonValue? member = otherwise is null
            ? members.Required(name, "one of " + string.Join(", ", contract.Keys))
            : members.Optional(name);
        if (member is not { } given)
        {
            return otherwise;
        }

        // Only protobuf's names have underscores, by which a misspelt one is told from one of the dialect.
        bool isContract = spelling.TakesContract
            && (!spelling.TakesDialect || given.Describe().Contains('_', StringComparison.Ordinal));
        return isContract
            ? given.Choice(contract) is { } chosen ? Enum.Parse<T>(chosen) : null
            : given.Enumeration<T>();
    }
}
