using System.Collections.Immutable;
using Candor.Market.Json;
using Candor.Mechanism.Valuations;

namespace Candor.Market.Definitions;

/// <summary>Reads linear externalities: <c>alpha</c>, an array of rows, in the dialect; <c>rows</c> or <c>entries</c>
/// in protobuf's mapping.</summary>
internal static class LinearExternalitiesReader
{
    /// <summary>Reads the valuation.</summary>
    /// <param name="members">The members of its kind.</param>
    /// <param name="isDialect">In which spelling.</param>
    /// <param name="count">n as the rest of the document has it.</param>
    /// <param name="spelling">Which limits hold.</param>
    /// <returns>The valuation; null after adding faults.</returns>
    internal static BoundedValuation? Read(JsonMembers members, bool isDialect, int? count, RuleSpelling spelling)
    {
        int? expected = spelling.IsForMarket ? count : null;
        if (isDialect)
        {
            const string Shape = "an array of rows, one a participant";
            return members.Required("alpha", Shape) is { } alpha ? ReadRows(alpha, Shape, true, expected) : null;
        }

        return !members.TryOneOf(out string? form, out JsonValue matrix, "rows", "entries") ? null
            : form == "rows" ? ReadRows(matrix, "rows", false, expected)
            : ReadEntries(matrix, count!.Value);
    }

    private static BoundedValuation? ReadRows(JsonValue matrix, string shape, bool isDialect, int? rosterSize)
    {
        string expected = rosterSize is int n ? $"{n} rows, one for each participant of the roster" : shape;
        if (matrix.Items(expected) is not { } items)
        {
            return null;
        }

        JsonFaults faults = matrix.Faults;
        int before = faults.Count;
        if (rosterSize is int size && items.Count != size)
        {
            matrix.AddFault(expected, $"{items.Count} rows");
        }

        Row?[] rows = [.. items.Select(item => ReadRow(item, isDialect, rosterSize))];
        if (rows.Any(static row => row is null) || (rosterSize is not null && faults.Count > before))
        {
            return null;
        }

        double[][] alpha = [.. rows.Select(static row => row!.Value.Numbers)];
        bool isSound = DenseExternalities.TryCreate(
            alpha, out DenseExternalities? valuation, out ImmutableArray<ExternalityFault> found);
        foreach (ExternalityFault fault in found)
        {
            string path = fault.Row is int i ? rows[i]!.Value.Path : matrix.Path;
            faults.Add(fault.Column is int j ? $"{path}[{j}]" : path, fault.Found, fault.Expected);
        }

        for (int i = 0; rosterSize is not null && i < rows.Length && faults.Count == before; i++)
        {
            RequireOwnEffect(faults, $"{rows[i]!.Value.Path}[{i}]", alpha[i][i]);
        }

        return isSound && faults.Count == before
            ? Bound(valuation!, [.. alpha.Select(static row => row.Sum(Math.Abs))])
            : null;
    }

    private static Row? ReadRow(JsonValue item, bool isDialect, int? rosterSize)
    {
        string expected = rosterSize is int n
            ? $"{n} numbers, one for each participant of the roster"
            : "a row of numbers";
        JsonValue? member = item;
        if (!isDialect)
        {
            JsonMembers? members = item.Members("a row");
            member = members?.Required("values", expected);
            members?.Finish();
        }

        if (member?.Items(expected) is not { } numbers)
        {
            return null;
        }

        if (rosterSize is int size && numbers.Count != size)
        {
            member.Value.AddFault(expected, $"{numbers.Count} numbers");
        }

        return new Row(member.Value.Path, [.. numbers.Select(static number => number.Number() ?? 0)]);
    }

    private static double? ReadCoefficient(JsonValue value)
    {
        const double Largest = LinearExternalities.LargestCoefficient;
        double? number = value.Number();
        if (number is { } alpha && !(Math.Abs(alpha) <= Largest))
        {
            value.AddFault(FormattableString.Invariant($"a number from -{Largest} to {Largest}"));
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

        int before = matrix.Faults.Count;
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
                item.AddFault("each entry once", $"row {entry.Row}, column {entry.Column} again");
            }

            if (entry.Row == entry.Column)
            {
                ownEffects[entry.Row] = true;
                RequireOwnEffect(matrix.Faults, $"{item.Path}.alpha", entry.Coefficient);
            }

            entries.Add(entry);
        }

        for (int i = 0; i < rosterSize && matrix.Faults.Count == before; i++)
        {
            if (!ownEffects[i])
            {
                matrix.AddFault(
                    $"an entry with row {i} and column {i}: what its own quality is worth to roster[{i}], above 0",
                    "none");
            }
        }

        if (matrix.Faults.Count == before)
        {
            foreach (ExternalityFault fault in SparseExternalities.FindFaults(rosterSize, entries))
            {
                matrix.AddFault(fault.Expected, fault.ToString());
            }
        }

        if (matrix.Faults.Count != before)
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
    private static void RequireOwnEffect(JsonFaults faults, string path, double alpha)
    {
        if (!(alpha > 0))
        {
            string found = FormattableString.Invariant($"{alpha:R}");
            faults.Add(path, found, "a number above 0: a participant's own quality");
        }
    }

    private readonly record struct Row(string Path, double[] Numbers);
}
