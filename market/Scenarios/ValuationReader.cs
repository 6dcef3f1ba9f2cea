using System.Collections.Immutable;
using Candor.Market.Json;
using Candor.Mechanism;
using Candor.Mechanism.Valuations;

namespace Candor.Market.Scenarios;

/// <summary>Reads a valuation: <c>{ "kind": "linear", "alpha": [[1, -0.3], [0.2, 0.8]] }</c> and its like.</summary>
public static class ValuationReader
{
    /// <summary>Reads a valuation.</summary>
    /// <param name="value">The object with <c>kind</c> and the kind's parameters.</param>
    /// <param name="count">
    /// n as the rest of the document has it, for kinds that do not say it themselves; null when it does not either.
    /// </param>
    /// <returns>The valuation, or null after adding faults.</returns>
    public static IValuation? Read(JsonValue value, int? count)
    {
        var kinds = new Dictionary<string, Func<JsonMembers, IValuation?>>(StringComparer.Ordinal)
        {
            ["linear"] = ReadLinear,
            ["growth"] = members => ReadGrowth(members, count),
            ["separable"] = SeparableReader.Read,
        };
        return KindReader.Read(value, "a valuation", kinds);
    }

    private static GrowthValuation? ReadGrowth(JsonMembers members, int? count)
    {
        const string Shape = "the market growth rate, a finite number";
        double? rate = members.Required("alpha", Shape)?.Number(Shape);
        if (count is null or < 1)
        {
            members.Owner.Faults.Add("types", "nothing", "one data size a participant, at least one");
            return null;
        }

        return rate is double alpha ? new GrowthValuation(count.Value, alpha) : null;
    }

    private static DenseExternalities? ReadLinear(JsonMembers members)
    {
        const string Shape = "an array of rows, one a participant";
        if (members.Required("alpha", Shape) is not JsonValue alpha || alpha.Items(Shape) is not { } items)
        {
            return null;
        }

        JsonFaults faults = members.Owner.Faults;
        int before = faults.Count;
        List<double[]> rows = [];
        foreach (JsonValue item in items)
        {
            if (item.Items("a row of numbers") is { } row)
            {
                rows.Add([.. row.Select(static cell => cell.Number() ?? 0)]);
            }
        }

        bool isSound = DenseExternalities.TryCreate(
            rows, out DenseExternalities? valuation, out ImmutableArray<ExternalityFault> found);
        if (rows.Count == items.Count)
        {
            foreach (ExternalityFault fault in found)
            {
                faults.Add(PathOf(alpha.Path, fault), fault.Found, fault.Expected);
            }
        }

        return isSound && faults.Count == before ? valuation : null;
    }

    private static string PathOf(string alpha, ExternalityFault fault) =>
        alpha
        + (fault.Row is int row ? $"[{row}]" : string.Empty)
        + (fault.Column is int column ? $"[{column}]" : string.Empty);
}
