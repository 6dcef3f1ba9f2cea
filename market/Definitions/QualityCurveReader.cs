using System.Collections.Immutable;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Json;

namespace Candor.Market.Definitions;

/// <summary>Reads <c>quality</c>.</summary>
internal static class QualityCurveReader
{
    private const int MaxPoints = 1000;

    internal static IQualityCurve? Read(JsonMembers members)
    {
        if (members.Required("quality", "a quality curve")?.Members("a quality curve") is not { } inner)
        {
            return null;
        }

        IQualityCurve? curve = null;
        if (inner.TryOneOf(out string? kind, out JsonValue value, "sigmoid", "linear", "table"))
        {
            curve = kind switch
            {
                "sigmoid" => ReadWithoutParameters(value, new SigmoidCurve()),
                "linear" => ReadWithoutParameters(value, new LinearCurve()),
                _ => ReadTable(value),
            };
        }

        inner.Finish();
        return curve;
    }

    private static IQualityCurve ReadWithoutParameters(JsonValue value, IQualityCurve curve)
    {
        value.Members("an empty object")?.Finish();
        return curve;
    }

    private static TableCurve? ReadTable(JsonValue value)
    {
        string expected = $"1 to {MaxPoints} points";
        JsonMembers? members = value.Members("a table");
        JsonValue? member = members?.Required("points", expected);
        members?.Finish();
        if (member?.Items(expected) is not { } items)
        {
            return null;
        }

        if (items.Count is 0 or > MaxPoints)
        {
            member.Value.Refuse(expected, $"{items.Count} points");
            return null;
        }

        int faultsBefore = value.Faults.Count;
        CurvePoint[] points = [.. items.Select(ReadPoint)];
        if (value.Faults.Count > faultsBefore)
        {
            return null;
        }

        ImmutableArray<CurveFault> faults = TableCurve.FindFaults(points);
        foreach (CurveFault fault in faults)
        {
            string path = fault.Index is { } index
                ? $"{items[index].Path}.{fault.Parameter}"
                : member.Value.Path;
            value.Faults.Add(path, fault.Found, fault.Expected);
        }

        return faults.IsEmpty ? new TableCurve(points) : null;
    }

    private static CurvePoint ReadPoint(JsonValue item)
    {
        if (item.Members("a point") is not { } members)
        {
            return default;
        }

        // Protobuf leaves a number out where it is zero; a point's own rules refuse zeros later.
        double? size = members.Optional("size") is { } s ? s.Number("a finite size") : 0;
        double? quality = members.Optional("quality") is { } q ? q.Number("a quality of at most 1") : 0;
        members.Finish();
        if (quality > 1)
        {
            members.Optional("quality")!.Value.Refuse("a quality of at most 1 (Assumption 1)");
        }

        return new CurvePoint(size ?? 0, quality ?? 0);
    }
}
