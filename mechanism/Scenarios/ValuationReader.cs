using System.Collections.Immutable;
using Candor.Mechanism.Json;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Scenarios;

/// <summary>Reads a valuation: <c>{ "kind": "linear", "alpha": [[1, -0.3], [0.2, 0.8]] }</c> and its like.</summary>
public static class ValuationReader
{
    private static readonly Dictionary<string, Func<JsonMembers, IValuation?>> Kinds = new(StringComparer.Ordinal)
    {
        ["linear"] = ReadLinear,
    };

    /// <summary>Reads a valuation.</summary>
    /// <param name="value">The object with <c>kind</c> and the kind's parameters.</param>
    /// <returns>The valuation, or null after adding faults.</returns>
    public static IValuation? Read(JsonValue value) => KindReader.Read(value, "a valuation", Kinds);

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
