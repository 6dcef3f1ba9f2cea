using System.Collections.Immutable;
using Candor.Market.Json;
using Candor.Mechanism;
using Candor.Mechanism.Curves;

namespace Candor.Market.Definitions;

/// <summary>Reads a quality curve in both spellings.</summary>
internal static class QualityCurveReader
{
    private const int MaxPoints = 1000;
    private const double LargestParameter = 1e12;

    private delegate IQualityCurve? Kind(JsonMembers members, bool isDialect, RuleSpelling spelling);

    private static readonly Dictionary<string, Kind> s_kinds = new(StringComparer.Ordinal)
    {
        ["sigmoid"] = static (_, _, spelling) => new SigmoidCurve(spelling.Rounding),
        ["linear"] = static (_, _, _) => new LinearCurve(),
        ["powerLaw"] = static (members, _, spelling) => ReadParameters(
            members,
            spelling,
            ["ceiling", "scale", "exponent"],
            PowerLawCurve.FindFaults,
            (c, d, b) => new PowerLawCurve(c, d, b, spelling.Rounding)),
        ["exponential"] = static (members, _, spelling) => ReadParameters(
            members,
            spelling,
            ["ceiling", "rate", "shape"],
            ExponentialCurve.FindFaults,
            (c, a, d) => new ExponentialCurve(c, a, d, spelling.Rounding)),
        ["saturating"] = static (members, _, spelling) => ReadParameters(
            members,
            spelling,
            ["ceiling", "half", "shape"],
            SaturatingCurve.FindFaults,
            (c, b, d) => new SaturatingCurve(c, b, d, spelling.Rounding)),
        ["table"] = ReadTable,
    };

    /// <summary>Reads <c>quality</c>.</summary>
    /// <param name="document">The document's members.</param>
    /// <param name="spelling">What the document may use.</param>
    /// <returns>The curve; null after adding faults.</returns>
    internal static IQualityCurve? Read(JsonMembers document, RuleSpelling spelling)
    {
        if (KindReader.Read(
            document.Required("quality", "a quality curve"), "a quality curve", s_kinds, spelling) is not { } found)
        {
            return null;
        }

        IQualityCurve? curve = found.Kind(found.Members, found.IsDialect, spelling);
        found.Finish();
        return curve;
    }

    private static IQualityCurve? ReadParameters(
        JsonMembers members,
        RuleSpelling spelling,
        string[] names,
        Func<double, double, double, ImmutableArray<CurveFault>> check,
        Func<double, double, double, IQualityCurve> create)
    {
        double?[] values = [.. names.Select(name => ReadParameter(members, name, spelling))];
        if (values is not [double a, double b, double c])
        {
            return null;
        }

        ImmutableArray<CurveFault> faults = check(a, b, c);
        foreach (CurveFault fault in faults)
        {
            members.Owner.Faults.Add($"{members.Owner.Path}.{fault.Parameter}", fault.Found, fault.Expected);
        }

        return faults.IsEmpty ? create(a, b, c) : null;
    }

    private static double? ReadParameter(JsonMembers members, string name, RuleSpelling spelling)
    {
        double most = name == "ceiling" ? 1 : LargestParameter;
        string expected = spelling.IsForMarket
            ? FormattableString.Invariant($"a number above 0 and at most {most}")
            : "a finite number of more than 0";
        JsonValue? member = members.Required(name, expected);
        double? number = member?.Number(expected);
        if (number is null || !spelling.IsForMarket || (number > 0 && number <= most))
        {
            return number;
        }

        member!.Value.AddFault(expected);
        return null;
    }

    private static TableCurve? ReadTable(JsonMembers members, bool isDialect, RuleSpelling spelling)
    {
        string expected = spelling.IsForMarket ? $"1 to {MaxPoints} points" : "an array of points [size, quality]";
        JsonValue? member = members.Required("points", expected);
        if (member?.Items(expected) is not { } items)
        {
            return null;
        }

        if (spelling.IsForMarket && items.Count is 0 or > MaxPoints)
        {
            member.Value.AddFault(expected, $"{items.Count} points");
            return null;
        }

        JsonFaults faults = members.Owner.Faults;
        int before = faults.Count;
        var points = new List<CurvePoint>(items.Count);
        foreach (JsonValue item in items)
        {
            if (PointReader.OfQuality.Read(item, isDialect) is (double size, double quality))
            {
                points.Add(new CurvePoint(size, quality));
                if (spelling.IsForMarket && quality > 1)
                {
                    faults.Add(
                        PointReader.OfQuality.PathOf(item, isDialect, "quality"),
                        FormattableString.Invariant($"{quality:R}"),
                        "a quality of at most 1 (Assumption 1)");
                }
            }
        }

        if (faults.Count > before)
        {
            return null;
        }

        foreach (CurveFault fault in TableCurve.FindFaults(points))
        {
            string path = fault.Index is int k
                ? PointReader.OfQuality.PathOf(items[k], isDialect, fault.Parameter)
                : member.Value.Path;
            faults.Add(path, fault.Found, fault.Expected);
        }

        return faults.Count > before ? null : new TableCurve(points, spelling.Rounding);
    }
}
