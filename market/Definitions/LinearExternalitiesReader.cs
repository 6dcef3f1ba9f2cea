using Candor.Mechanism.Json;
using Candor.Mechanism.Valuations;

namespace Candor.Market.Definitions;

/// <summary>Reads <c>valuation.linear</c>.</summary>
internal static class LinearExternalitiesReader
{
    internal static BoundedValuation? Read(JsonValue linear, int rosterSize)
    {
        if (linear.Members("linear externalities") is not { } parts)
        {
            return null;
        }

        BoundedValuation? valuation = null;
        if (parts.TryOneOf(out string? form, out JsonValue matrix, "rows", "entries"))
        {
            valuation = form == "rows" ? ReadRows(matrix, rosterSize) : ReadEntries(matrix, rosterSize);
        }

        parts.Finish();
        return valuation;
    }

    private static BoundedValuation? ReadRows(JsonValue matrix, int rosterSize)
    {
        string expected = $"{rosterSize} rows, one for each participant of the roster";
        if (matrix.Items(expected) is not { } rows)
        {
            return null;
        }

        int faultsBefore = matrix.Faults.Count;
        if (rows.Count != rosterSize)
        {
            matrix.Refuse(expected, $"{rows.Count} rows");
        }

        double[][] alpha = [.. rows.Select(row => ReadRow(row, rosterSize))];
        for (int i = 0; i < rows.Count && matrix.Faults.Count == faultsBefore; i++)
        {
            RefuseOwnEffect(matrix, $"{rows[i].Path}.values[{i}]", alpha[i][i]);
        }

        return matrix.Faults.Count == faultsBefore
            ? Bound(
                new DenseExternalities(alpha.SelectMany(static row => row).ToArray(), rosterSize),
                [.. alpha.Select(static row => row.Sum(Math.Abs))])
            : null;
    }

    private static double[] ReadRow(JsonValue row, int rosterSize)
    {
        string expected = $"{rosterSize} numbers, one for each participant of the roster";
        JsonMembers? members = row.Members("a row");
        JsonValue? member = members?.Required("values", expected);
        members?.Finish();
        if (member?.Items(expected) is not { } values)
        {
            return new double[rosterSize];
        }

        if (values.Count != rosterSize)
        {
            member.Value.Refuse(expected, $"{values.Count} numbers");
        }

        return [.. values.Select(static value => ReadCoefficient(value) ?? 0)];
    }

    private static double? ReadCoefficient(JsonValue value)
    {
        const double Largest = LinearExternalities.LargestCoefficient;
        string expected = FormattableString.Invariant($"a number from -{Largest} to {Largest}");
        double? number = value.Number();
        if (number is { } alpha && !(Math.Abs(alpha) <= Largest))
        {
            value.Refuse(expected);
            return null;
        }

        return number;
    }

    private static BoundedValuation? ReadEntries(JsonValue matrix, int rosterSize)
    {
        if (matrix.Items("entries of a sparse matrix") is not { } items)
        {
            return null;
        }

        int faultsBefore = matrix.Faults.Count;
        var ownEffects = new bool[rosterSize];
        var seen = new HashSet<(int Row, int Column)>();
        var entries = new List<Externality>(items.Count);
        foreach (JsonValue item in items)
        {
            if (ReadEntry(item, rosterSize) is not { } entry)
            {
                continue;
            }

            if (!seen.Add((entry.Row, entry.Column)))
            {
                item.Refuse("each entry once", $"row {entry.Row}, column {entry.Column} again");
            }

            if (entry.Row == entry.Column)
            {
                ownEffects[entry.Row] = true;
                RefuseOwnEffect(matrix, $"{item.Path}.alpha", entry.Coefficient);
            }

            entries.Add(entry);
        }

        for (int i = 0; i < rosterSize && matrix.Faults.Count == faultsBefore; i++)
        {
            if (!ownEffects[i])
            {
                matrix.Refuse(
                    $"an entry with row {i} and column {i}: what its own quality is worth to roster[{i}], above 0",
                    "none");
            }
        }

        if (matrix.Faults.Count != faultsBefore)
        {
            return null;
        }

        var magnitudes = new double[rosterSize];
        foreach (Externality entry in entries)
        {
            magnitudes[entry.Row] += Math.Abs(entry.Coefficient);
        }

        return Bound(new SparseExternalities(rosterSize, entries), magnitudes);
    }

    private static BoundedValuation Bound(LinearExternalities valuation, double[] rowMagnitudes)
    {
        double most = rowMagnitudes.Max();
        return new BoundedValuation(valuation, (_, largest) => most * largest);
    }

    private static Externality? ReadEntry(JsonValue item, int rosterSize)
    {
        if (item.Members("an entry") is not { } members)
        {
            return null;
        }

        // Protobuf leaves a number out where it is zero.
        long? row = members.Optional("row") is { } r ? r.WholeNumber(0, rosterSize - 1) : 0;
        long? column = members.Optional("column") is { } c ? c.WholeNumber(0, rosterSize - 1) : 0;
        double? alpha = members.Optional("alpha") is { } a ? ReadCoefficient(a) : 0;
        members.Finish();
        return row is null || column is null || alpha is null
            ? null
            : new Externality((int)row, (int)column, alpha.Value);
    }

    // With a negative effect of its own quality a participant gains by hiding data, and MEP is not truthful.
    private static void RefuseOwnEffect(JsonValue matrix, string path, double alpha)
    {
        if (!(alpha > 0))
        {
            matrix.Faults.Add(
                path, FormattableString.Invariant($"{alpha:R}"), "a number above 0: a participant's own quality");
        }
    }
}
