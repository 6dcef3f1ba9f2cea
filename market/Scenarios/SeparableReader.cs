using Candor.Market.Json;
using Candor.Mechanism.Valuations;

namespace Candor.Market.Scenarios;

/// <summary>
/// Reads a separable valuation: <c>"own"</c>, one curve F_i a participant, and <c>"others"</c>, rows of curves θ_ij or
/// null; a curve is an array of points [quality, value].
/// </summary>
internal static class SeparableReader
{
    private const string CurveShape = "a curve, an array of points [quality, value]";

    /// <summary>Reads the valuation, or adds faults and returns null.</summary>
    /// <param name="members">The members of the object with kind "separable".</param>
    public static SeparableValuation? Read(JsonMembers members)
    {
        const string OwnShape = "an array of curves, one a participant";
        const string OthersShape = "an array of rows of curves or null, one a participant";
        int before = members.Owner.Faults.Count;
        IReadOnlyList<JsonValue>? own = members.Required("own", OwnShape)?.Items(OwnShape);
        IReadOnlyList<JsonValue>? rows = members.Required("others", OthersShape)?.Items(OthersShape);
        PiecewiseLinear?[]? curves = own?.Select(ReadOwn).ToArray();
        PiecewiseLinear?[]?[]? others = rows?.Select((row, i) => ReadRow(row, i, own?.Count ?? 0)).ToArray();
        if (own is { Count: 0 })
        {
            members.Optional("own")?.Refuse(OwnShape, "no participants");
        }
        else if (own is not null && rows is not null && own.Count != rows.Count)
        {
            members.Optional("others")?.Refuse($"{own.Count}, one a participant", $"{rows.Count} rows");
        }

        return members.Owner.Faults.Count == before
            ? new SeparableValuation([.. curves!.Select(static f => f!)], [.. others!.Select(static row => row!)])
            : null;
    }

    private static PiecewiseLinear? ReadOwn(JsonValue value)
    {
        PiecewiseLinear? curve = ReadCurve(value);
        if (curve?.FindFall() is int k)
        {
            const string Expected = "an increasing curve (Definition 8)";
            value.Faults.Add($"{value.Path}[{k}][1]", "a value below the one before it", Expected);
        }

        return curve;
    }

    private static PiecewiseLinear?[]? ReadRow(JsonValue value, int row, int count)
    {
        if (value.Items("a row of curves or null") is not { } items)
        {
            return null;
        }

        if (items.Count != count)
        {
            value.Refuse($"{count}, one a participant", $"{items.Count} curves");
        }
        else if (!items[row].IsNull)
        {
            items[row].Refuse("null: a participant's own effect is given under own");
            return null;
        }

        return [.. items.Select(static item => item.IsNull ? null : ReadCurve(item))];
    }

    private static PiecewiseLinear? ReadCurve(JsonValue value)
    {
        if (value.Items(CurveShape) is not { } items)
        {
            return null;
        }

        int before = value.Faults.Count;
        List<ValuePoint> points = [];
        foreach (JsonValue item in items)
        {
            if (QualityCurveReader.ReadPair(item, "a point [quality, value]") is (double quality, double worth))
            {
                points.Add(new ValuePoint(quality, worth));
            }
        }

        if (value.Faults.Count == before && PiecewiseLinear.FindFault(points) is (int k, string found, string expected))
        {
            value.Faults.Add(points.Count == 0 ? value.Path : $"{value.Path}[{k}]", found, expected);
        }

        return value.Faults.Count == before ? new PiecewiseLinear(points) : null;
    }
}
