using System.Collections.Immutable;
using Candor.Market.Json;
using Candor.Mechanism;
using Candor.Mechanism.Curves;

namespace Candor.Market.Definitions;

/// <summary>Reads <c>quality</c>.</summary>
internal static class QualityCurveReader
{
    private const int MaxPoints = 1000;
    private const double LargestParameter = 1e12;

    internal static IQualityCurve? Read(JsonMembers members)
    {
        if (members.Required("quality", "a quality curve")?.Members("a quality curve") is not { } inner)
        {
            return null;
        }

        IQualityCurve? curve = null;
        if (inner.TryOneOf(
            out string? kind,
            out JsonValue value,
            "sigmoid",
            "linear",
            "table",
            "powerLaw",
            "exponential",
            "saturating"))
        {
            curve = kind switch
            {
                "sigmoid" => ReadWithoutParameters(value, new SigmoidCurve()),
                "linear" => ReadWithoutParameters(value, new LinearCurve()),
                "table" => ReadTable(value),
                "powerLaw" => ReadParameters(value, "scale", "exponent", (c, d, b) => new PowerLawCurve(c, d, b)),
                "exponential" => ReadParameters(value, "rate", "shape", (c, a, d) => new ExponentialCurve(c, a, d)),
                _ => ReadParameters(value, "half", "shape", (c, b, d) => new SaturatingCurve(c, b, d)),
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

    private static IQualityCurve? ReadParameters(
        JsonValue value, string second, string third, Func<double, double, double, IQualityCurve> create)
    {
        if (value.Members("a curve's parameters") is not { } members)
        {
            return null;
        }

        double? a = ReadPositive(members, "ceiling", 1);
        double? b = ReadPositive(members, second, LargestParameter);
        double? c = ReadPositive(members, third, LargestParameter);
        members.Finish();
        return a is null || b is null || c is null ? null : create(a.Value, b.Value, c.Value);
    }

    private static double? ReadPositive(JsonMembers members, string name, double most)
    {
        string expected = FormattableString.Invariant($"a number above 0 and at most {most}");
        JsonValue? member = members.Required(name, expected);
        double? number = member?.Number(expected);
        if (number is null || (number > 0 && number <= most))
        {
            return number;
        }

        member!.Value.Refuse(expected);
        return null;
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
