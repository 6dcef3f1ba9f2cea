using Candor.Market.Json;
using Candor.Mechanism;
using Candor.Mechanism.Numerics;
using Candor.Mechanism.Valuations;

namespace Candor.Market.Definitions;

/// <summary>Reads a valuation in both spellings.</summary>
internal static class ValuationReader
{
    private const double LargestRate = 2;

    private delegate BoundedValuation? Kind(
        KindFound<Kind> found, IQualityCurve? curve, int? count, RuleSpelling spelling);

    private static readonly Dictionary<string, Kind> s_kinds = new(StringComparer.Ordinal)
    {
        ["linear"] = static (found, _, count, spelling) =>
            LinearExternalitiesReader.Read(found.Members, found.IsDialect, count, spelling),
        ["growth"] = ReadGrowth,
        ["separable"] = static (found, _, count, spelling) =>
            SeparableReader.Read(found.Members, found.IsDialect, count, spelling),
        ["table"] = static (found, curve, count, spelling) =>
            ValueTableReader.Read(found.Members, found.IsDialect, curve, count, spelling),
    };

    /// <summary>Reads <c>valuation</c>.</summary>
    /// <param name="document">The document's members.</param>
    /// <param name="curve">The document's quality curve; null where it has a fault.</param>
    /// <param name="count">n as the rest of the document has it: a market's roster. Null or 0 where the rest does not
    /// say; kinds that say it themselves are then read all the same on paper.</param>
    /// <param name="spelling">What the document may use.</param>
    /// <returns>The valuation; null after adding faults.</returns>
    internal static BoundedValuation? Read(
        JsonMembers document, IQualityCurve? curve, int? count, RuleSpelling spelling)
    {
        if (KindReader.Read(
            document.Required("valuation", "a valuation"), "a valuation", s_kinds, spelling) is not { } found)
        {
            return null;
        }

        // Without a roster, which is a fault of its own, nothing can be said of a market's valuation.
        if (spelling.IsForMarket && count is null or 0)
        {
            return null;
        }

        BoundedValuation? valuation = found.Kind(found, curve, count, spelling);
        found.Finish();
        return valuation;
    }

    private static BoundedValuation? ReadGrowth(
        KindFound<Kind> found, IQualityCurve? curve, int? count, RuleSpelling spelling)
    {
        string expected = spelling.IsForMarket
            ? FormattableString.Invariant($"a number from -{LargestRate} to {LargestRate}")
            : "the market growth rate, a finite number";

        // Protobuf leaves a number out where it is zero.
        JsonValue? member =
            found.IsDialect ? found.Members.Required("alpha", expected) : found.Members.Optional("alpha");
        double? rate = member is { } given ? given.Number(expected) : found.IsDialect ? null : 0;
        if (count is null or < 1)
        {
            found.Members.Owner.Faults.Add("types", "nothing", "one data size a participant, at least one");
            return null;
        }

        if (spelling.IsForMarket && rate is { } alpha && !(Math.Abs(alpha) <= LargestRate))
        {
            member!.Value.AddFault(expected);
            return null;
        }

        // v_i is at most (Σ q)^(1+α), which is largest at one end of what Σ q can be.
        return rate is { } growth
            ? new BoundedValuation(
                new GrowthValuation(count.Value, growth, spelling.Rounding),
                (smallest, largest) => Math.Max(
                    spelling.Rounding.Pow(smallest, 1 + growth),
                    spelling.Rounding.Pow(count.Value * largest, 1 + growth)))
            : null;
    }
}
