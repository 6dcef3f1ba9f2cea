using Candor.Market.Json;
using Candor.Mechanism.Valuations;

namespace Candor.Market.Definitions;

/// <summary>Reads a separable valuation: <c>own</c>, one curve F_i a participant, and the curves θ_ij, which are
/// <c>others</c>, rows of curves or null, in the dialect, and <c>effects</c>, a list, in protobuf's mapping.</summary>
internal static class SeparableReader
{
    private const int MaxPoints = 1000;

    // θ is kept as a full square of references.
    private const int MaxRoster = 1000;

    /// <summary>Reads the valuation.</summary>
    /// <param name="members">The members of its kind.</param>
    /// <param name="isDialect">In which spelling.</param>
    /// <param name="count">n as the rest of the document has it.</param>
    /// <param name="spelling">Which limits hold.</param>
    /// <returns>The valuation; null after adding faults.</returns>
    internal static BoundedValuation? Read(JsonMembers members, bool isDialect, int? count, RuleSpelling spelling)
    {
        if (spelling.IsForMarket && count > MaxRoster)
        {
            members.Owner.AddFault($"at most {MaxRoster} participants with a separable valuation", $"{count}");
            return null;
        }

        JsonFaults faults = members.Owner.Faults;
        int before = faults.Count;
        var curves = new CurveReader(isDialect, spelling.IsForMarket ? MaxPoints : null);
        int? rosterSize = spelling.IsForMarket ? count : null;
        PiecewiseLinear[] own = ReadOwn(members, rosterSize, curves);
        PiecewiseLinear?[]?[] others = isDialect
            ? ReadRows(members, rosterSize ?? own.Length, curves)
            : ReadEffects(members, count!.Value, curves);
        if (faults.Count > before)
        {
            return null;
        }

        double most = Enumerable.Range(0, own.Length)
            .Max(i => Magnitude(own[i]) + others[i]!.Sum(static curve => curve is null ? 0 : Magnitude(curve)));
        return new BoundedValuation(
            new SeparableValuation(own, [.. others.Select(static row => row!)]), (_, _) => most);
    }

    private static PiecewiseLinear[] ReadOwn(JsonMembers members, int? rosterSize, CurveReader curves)
    {
        string expected = rosterSize is int n
            ? $"{n} curves, one for each participant of the roster"
            : "an array of curves, one a participant";
        JsonValue? member = members.Required("own", expected);
        if (member?.Items(expected) is not { } items)
        {
            return [];
        }

        if (items.Count == 0 && rosterSize is null)
        {
            member.Value.AddFault(expected, "no participants");
        }
        else if (rosterSize is int size && items.Count != size)
        {
            member.Value.AddFault(expected, $"{items.Count} curves");
        }

        PiecewiseLinear[] own = [.. items.Select(item => curves.Read(item) ?? PiecewiseLinear.Zero)];
        for (int i = 0; i < own.Length; i++)
        {
            if (own[i].FindFall() is { } k)
            {
                member.Value.Faults.Add(
                    curves.PathOfValue(items[i], k),
                    FormattableString.Invariant($"{own[i].Points[k].Value:R}, below the one before it"),
                    "an increasing curve (Definition 8): one's own quality is worth no less for being better");
            }
        }

        return own;
    }

    private static PiecewiseLinear?[]?[] ReadRows(JsonMembers members, int count, CurveReader curves)
    {
        const string Shape = "an array of rows of curves or null, one a participant";
        JsonValue? member = members.Required("others", Shape);
        if (member?.Items(Shape) is not { } rows)
        {
            return [];
        }

        if (rows.Count != count && count > 0)
        {
            member.Value.AddFault($"{count}, one a participant", $"{rows.Count} rows");
        }

        return [.. rows.Select((row, i) => ReadRow(row, i, count, curves))];
    }

    private static PiecewiseLinear?[]? ReadRow(JsonValue value, int row, int count, CurveReader curves)
    {
        if (value.Items("a row of curves or null") is not { } items)
        {
            return null;
        }

        if (items.Count != count)
        {
            value.AddFault($"{count}, one a participant", $"{items.Count} curves");
        }
        else if (row < count && !items[row].IsNull)
        {
            items[row].AddFault("null: a participant's own effect is given under own");
            return null;
        }

        return [.. items.Select(item => item.IsNull ? null : curves.Read(item))];
    }

    private static PiecewiseLinear?[][] ReadEffects(JsonMembers members, int count, CurveReader curves)
    {
        PiecewiseLinear?[][] others = [.. Enumerable.Range(0, count).Select(_ => new PiecewiseLinear?[count])];
        if (members.Optional("effects")?.Items("effects") is not { } items)
        {
            return others;
        }

        foreach (JsonValue item in items)
        {
            if (item.Members("an effect") is not { } effect)
            {
                continue;
            }

            // Protobuf leaves a number out where it is zero.
            long? row = effect.Optional("row") is { } r ? r.WholeNumber(0, count - 1) : 0;
            long? column = effect.Optional("column") is { } c ? c.WholeNumber(0, count - 1) : 0;
            PiecewiseLinear? curve = effect.Required("curve", "a curve") is { } given ? curves.Read(given) : null;
            effect.Finish();
            if (row is not { } i || column is not { } j)
            {
                continue;
            }

            if (i == j || others[i][j] is not null)
            {
                item.AddFault("each pair of two participants once", $"row {i}, column {j}");
            }

            others[i][j] = curve;
        }

        return others;
    }

    private static double Magnitude(PiecewiseLinear curve) => curve.Points.Max(static point => Math.Abs(point.Value));

    /// <summary>Reads the curves of one valuation.</summary>
    private sealed class CurveReader(bool isDialect, int? maxPoints)
    {
        private const string Shape = "a curve, an array of points [quality, value]";

        internal string PathOfValue(JsonValue curve, int index) => isDialect
            ? $"{curve.Path}[{index}][1]"
            : $"{curve.Path}.points[{index}].value";

        internal PiecewiseLinear? Read(JsonValue value)
        {
            string expected = maxPoints is null ? Shape : $"1 to {maxPoints} points";
            JsonValue? member = value;
            if (!isDialect)
            {
                JsonMembers? members = value.Members("a curve");
                member = members?.Required("points", expected);
                members?.Finish();
            }

            if (member?.Items(expected) is not { } items)
            {
                return null;
            }

            if (maxPoints is int most && (items.Count == 0 || items.Count > most))
            {
                member.Value.AddFault(expected, $"{items.Count} points");
                return null;
            }

            int before = value.Faults.Count;
            ValuePoint[] points =
            [
                .. items.Select(item => PointReader.OfValue.Read(item, isDialect) is (double quality, double worth)
                    ? new ValuePoint(quality, worth)
                    : default),
            ];
            if (value.Faults.Count == before && PiecewiseLinear.FindFault(points) is var (index, found, wanted))
            {
                value.Faults.Add(points.Length == 0 ? member.Value.Path : items[index].Path, found, wanted);
            }

            return value.Faults.Count == before ? new PiecewiseLinear(points) : null;
        }
    }
}
