using Candor.Mechanism.Curves;
using Candor.Mechanism.Json;

namespace Candor.Mechanism.Scenarios;

/// <summary>Reads a quality curve: <c>{ "kind": "sigmoid" }</c> and its like.</summary>
public static class QualityCurveReader
{
    private static readonly Dictionary<string, Func<JsonMembers, IQualityCurve?>> Kinds = new(StringComparer.Ordinal)
    {
        ["sigmoid"] = static _ => new SigmoidCurve(),
        ["linear"] = static _ => new LinearCurve(),
        ["table"] = ReadTable,
    };

    /// <summary>Reads a curve.</summary>
    /// <param name="value">The object with <c>kind</c> and the kind's parameters.</param>
    /// <returns>The curve, or null after adding faults.</returns>
    public static IQualityCurve? Read(JsonValue value) => KindReader.Read(value, "a quality curve", Kinds);

    private static TableCurve? ReadTable(JsonMembers members)
    {
        const string Shape = "an array of points [size, quality]";
        if (members.Required("points", Shape)?.Items(Shape) is not { } items)
        {
            return null;
        }

        int before = members.Owner.Faults.Count;
        List<CurvePoint> points = [];
        foreach (JsonValue item in items)
        {
            if (ReadPoint(item) is CurvePoint point)
            {
                points.Add(point);
            }
        }

        if (members.Owner.Faults.Count > before)
        {
            return null;
        }

        foreach (CurveFault fault in TableCurve.FindFaults(points))
        {
            string path = $"{members.Owner.Path}.points";
            path += fault.Index is int k ? $"[{k}][{(fault.Parameter == "size" ? 0 : 1)}]" : string.Empty;
            members.Owner.Faults.Add(path, fault.Found, fault.Expected);
        }

        return members.Owner.Faults.Count > before ? null : new TableCurve(points);
    }

    private static CurvePoint? ReadPoint(JsonValue value)
    {
        const string Shape = "a point [size, quality]";
        if (value.Items(Shape) is not { } pair)
        {
            return null;
        }

        if (pair.Count != 2)
        {
            value.Refuse(Shape);
            return null;
        }

        double? size = pair[0].Number();
        double? quality = pair[1].Number();
        return size is double s && quality is double q ? new CurvePoint(s, q) : null;
    }
}
