using Candor.Market.Json;
using Candor.Mechanism.Valuations;

namespace Candor.Market.Definitions;

/// <summary>Reads <c>valuation.separable</c>.</summary>
internal static class SeparableReader
{
    private const int MaxPoints = 1000;

    // θ is kept as a full square of references.
    private const int MaxRoster = 1000;

    internal static BoundedValuation? Read(JsonValue separable, int rosterSize)
    {
        if (separable.Members("a separable valuation") is not { } members)
        {
            return null;
        }

        JsonFaults faults = separable.Faults;
        int faultsBefore = faults.Count;
        if (rosterSize > MaxRoster)
        {
            separable.Refuse($"at most {MaxRoster} participants with a separable valuation", $"{rosterSize}");
            return null;
        }

        PiecewiseLinear[] own = ReadOwn(members, rosterSize);
        PiecewiseLinear?[][] others = ReadEffects(members, rosterSize);
        members.Finish();
        if (faults.Count > faultsBefore)
        {
            return null;
        }

        double most = Enumerable.Range(0, rosterSize)
            .Max(i => Magnitude(own[i]) + others[i].Sum(static curve => curve is null ? 0 : Magnitude(curve)));
        return new BoundedValuation(new SeparableValuation(own, others), (_, _) => most);
    }

    private static PiecewiseLinear[] ReadOwn(JsonMembers members, int rosterSize)
    {
        string expected = $"{rosterSize} curves, one for each participant of the roster";
        JsonValue? member = members.Required("own", expected);
        if (member?.Items(expected) is not { } items)
        {
            return [];
        }

        if (items.Count != rosterSize)
        {
            member.Value.Refuse(expected, $"{items.Count} curves");
        }

        PiecewiseLinear[] own = [.. items.Select(ReadCurve)];
        for (int i = 0; i < own.Length; i++)
        {
            if (own[i].FindFall() is { } k)
            {
                member.Value.Faults.Add(
                    $"{items[i].Path}.points[{k}].value",
                    FormattableString.Invariant($"{own[i].Points[k].Value:R}"),
                    "a value not below the one before: a participant's own quality is worth no less for being better");
            }
        }

        return own;
    }

    private static PiecewiseLinear?[][] ReadEffects(JsonMembers members, int rosterSize)
    {
        PiecewiseLinear?[][] others =
            [.. Enumerable.Range(0, rosterSize).Select(_ => new PiecewiseLinear?[rosterSize])];
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
            long? row = effect.Optional("row") is { } r ? r.WholeNumber(0, rosterSize - 1) : 0;
            long? column = effect.Optional("column") is { } c ? c.WholeNumber(0, rosterSize - 1) : 0;
            PiecewiseLinear? curve = effect.Required("curve", "a curve") is { } given ? ReadCurve(given) : null;
            effect.Finish();
            if (row is not { } i || column is not { } j)
            {
                continue;
            }

            if (i == j || others[i][j] is not null)
            {
                item.Refuse("each pair of two participants once", $"row {i}, column {j}");
            }

            others[i][j] = curve;
        }

        return others;
    }

    private static PiecewiseLinear ReadCurve(JsonValue value)
    {
        string expected = $"1 to {MaxPoints} points";
        JsonMembers? members = value.Members("a curve");
        JsonValue? member = members?.Required("points", expected);
        members?.Finish();
        if (member?.Items(expected) is not { } items)
        {
            return PiecewiseLinear.Zero;
        }

        if (items.Count is 0 or > MaxPoints)
        {
            member.Value.Refuse(expected, $"{items.Count} points");
            return PiecewiseLinear.Zero;
        }

        int faultsBefore = value.Faults.Count;
        ValuePoint[] points = [.. items.Select(ReadPoint)];
        if (value.Faults.Count > faultsBefore)
        {
            return PiecewiseLinear.Zero;
        }

        if (PiecewiseLinear.FindFault(points) is var (index, found, wanted))
        {
            value.Faults.Add(items[index].Path, found, wanted);
            return PiecewiseLinear.Zero;
        }

        return new PiecewiseLinear(points);
    }

    private static ValuePoint ReadPoint(JsonValue item)
    {
        if (item.Members("a point") is not { } members)
        {
            return default;
        }

        // Protobuf leaves a number out where it is zero.
        double? quality = members.Optional("quality") is { } q ? q.Number() : 0;
        double? value = members.Optional("value") is { } v ? v.Number() : 0;
        members.Finish();
        return new ValuePoint(quality ?? 0, value ?? 0);
    }

    private static double Magnitude(PiecewiseLinear curve) => curve.Points.Max(static point => Math.Abs(point.Value));
}
