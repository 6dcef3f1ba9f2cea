using System.Collections.Immutable;
using Candor.Market.Json;
using Candor.Mechanism;
using Candor.Mechanism.Curves;

namespace Candor.Market.Scenarios;

/// <summary>Reads a quality curve: <c>{ "kind": "sigmoid" }</c> and its like.</summary>
public static class QualityCurveReader
{
    private static readonly Dictionary<string, Func<JsonMembers, IQualityCurve?>> Kinds = new(StringComparer.Ordinal)
    {
        ["sigmoid"] = static _ => new SigmoidCurve(),
        ["linear"] = static _ => new LinearCurve(),
        ["powerLaw"] = static members => ReadParameters(
            members, "scale", "exponent", PowerLawCurve.FindFaults, static (c, d, b) => new PowerLawCurve(c, d, b)),
        ["exponential"] = static members => ReadParameters(
            members, "rate", "shape", ExponentialCurve.FindFaults, static (c, a, d) => new ExponentialCurve(c, a, d)),
        ["saturating"] = static members => ReadParameters(
            members, "half", "shape", SaturatingCurve.FindFaults, static (c, b, d) => new SaturatingCurve(c, b, d)),
        ["table"] = ReadTable,
    };

    /// <summary>Reads a curve.</summary>
    /// <param name="value">The object with <c>kind</c> and the kind's parameters.</param>
    /// <returns>The curve, or null after adding faults.</returns>
    public static IQualityCurve? Read(JsonValue value) => KindReader.Read(value, "a quality curve", Kinds);

    private static IQualityCurve? ReadParameters(
        JsonMembers members,
        string second,
        string third,
        Func<double, double, double, ImmutableArray<CurveFault>> check,
        Func<double, double, double, IQualityCurve> create)
    {
        const string Shape = "a finite number of more than 0";
        double? ceiling = members.Required("ceiling", Shape)?.Number(Shape);
        double? b = members.Required(second, Shape)?.Number(Shape);
        double? d = members.Required(third, Shape)?.Number(Shape);
        if (ceiling is null || b is null || d is null)
        {
            return null;
        }

        ImmutableArray<CurveFault> faults = check(ceiling.Value, b.Value, d.Value);
        foreach (CurveFault fault in faults)
        {
            members.Owner.Faults.Add($"{members.Owner.Path}.{fault.Parameter}", fault.Found, fault.Expected);
        }

        return faults.IsEmpty ? create(ceiling.Value, b.Value, d.Value) : null;
    }

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
            if (ReadPair(item, "a point [size, quality]") is (double size, double quality))
            {
                points.Add(new CurvePoint(size, quality));
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

    /// <summary>Reads an array of two numbers, or adds faults and returns null.</summary>
    /// <param name="value">The array.</param>
    /// <param name="shape">What the pair is.</param>
    internal static (double First, double Second)? ReadPair(JsonValue value, string shape)
    {
        if (value.Items(shape) is not { } pair)
        {
            return null;
        }

        if (pair.Count != 2)
        {
            value.Refuse(shape);
            return null;
        }

        double? first = pair[0].Number();
        double? second = pair[1].Number();
        return first is double a && second is double b ? (a, b) : null;
    }
}
