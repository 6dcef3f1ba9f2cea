using System.Collections.Immutable;
using Candor.Market.Json;
using Candor.Mechanism;
using Candor.Mechanism.Valuations;

namespace Candor.Market.Definitions;

/// <summary>Reads a table of values: <c>sizes</c>, and one table a participant, which is <c>values</c>, arrays nested as
/// deep as there are participants, in the dialect, and <c>tables</c>, flat, in protobuf's mapping.</summary>
internal static class ValueTableReader
{
    private const int Since = 3;

    // A market's definition is sent, signed and kept by everyone.
    private const int MostInMarket = 20_000;

    /// <summary>Reads the valuation.</summary>
    /// <param name="members">The members of its kind.</param>
    /// <param name="isDialect">In which spelling.</param>
    /// <param name="curve">The document's quality curve; null where it has a fault.</param>
    /// <param name="count">n as the rest of the document has it.</param>
    /// <param name="spelling">Which limits hold.</param>
    /// <returns>The valuation; null after adding faults.</returns>
    internal static BoundedValuation? Read(
        JsonMembers members, bool isDialect, IQualityCurve? curve, int? count, RuleSpelling spelling)
    {
        JsonFaults faults = members.Owner.Faults;
        int before = faults.Count;
        if (spelling.Version < Since)
        {
            members.Owner.AddFault(VersionReader.ExpectedSince(Since), "a table of values");
        }

        JsonValue? sizes = members.Required("sizes", $"2 to {TableValuation.MostSizes} data sizes, the first 0");
        string name = isDialect ? "values" : "tables";
        JsonValue? tables = members.Required(name, "one table of values a participant");
        if (sizes?.Items("data sizes") is not { } sizeItems || tables?.Items("one table a participant") is not { } items)
        {
            return null;
        }

        double[] numbers = [.. sizeItems.Select(static item => item.Number() ?? double.NaN)];
        int participants = spelling.IsForMarket ? count!.Value : items.Count;
        if (faults.Count > before
            || curve is null
            || !HasShape(sizes.Value, sizeItems, tables.Value, curve, numbers, participants, spelling))
        {
            return null;
        }

        if (items.Count != participants)
        {
            tables.Value.AddFault($"{participants} tables, one for each participant of the roster", $"{items.Count} tables");
            return null;
        }

        double[][] values = [.. items.Select(item => isDialect
            ? ReadNested(item, numbers.Length, participants)
            : ReadFlat(item, numbers.Length, participants))];
        if (faults.Count > before)
        {
            return null;
        }

        double most = values.Max(static table => table.Max(Math.Abs));
        return new BoundedValuation(new TableValuation(curve, numbers, values), (_, _) => most);
    }

    private static bool HasShape(
        JsonValue sizes,
        IReadOnlyList<JsonValue> sizeItems,
        JsonValue tables,
        IQualityCurve curve,
        double[] numbers,
        int participants,
        RuleSpelling spelling)
    {
        ImmutableArray<TableFault> faults = TableValuation.FindShapeFaults(curve, numbers, participants);
        foreach (TableFault fault in faults)
        {
            JsonValue at = fault.Part == TablePart.Values ? tables : fault.Index is int k ? sizeItems[k] : sizes;
            at.AddFault(fault.Expected, fault.Found);
        }

        if (!faults.IsEmpty || !spelling.IsForMarket)
        {
            return faults.IsEmpty;
        }

        long all = (long)TableValuation.ValuesOf(numbers.Length, participants) * participants;
        if (all > MostInMarket)
        {
            sizes.AddFault(
                $"at most {MostInMarket} values in all in a market",
                $"{numbers.Length} sizes for {participants} participants, which is {all} values");
        }

        return all <= MostInMarket;
    }

    private static double[] ReadFlat(JsonValue item, int sizes, int participants)
    {
        int each = TableValuation.ValuesOf(sizes, participants);
        string expected = $"{each} values, one for each combination of {sizes} sizes of {participants} participants, the "
            + "last participant's size running fastest";
        JsonMembers? members = item.Members("a table");
        JsonValue? member = members?.Required("values", expected);
        members?.Finish();
        if (member?.Items(expected) is not { } items)
        {
            return [];
        }

        if (items.Count != each)
        {
            member.Value.AddFault(expected, $"{items.Count} values");
            return [];
        }

        return [.. items.Select(static value => ReadValue(value))];
    }

    private static double[] ReadNested(JsonValue item, int sizes, int participants)
    {
        var values = new double[TableValuation.ValuesOf(sizes, participants)];
        Fill(item, sizes, 0, participants, values);
        return values;
    }

    /// <summary>Reads an array of one size's arrays each, or of values at the last participant.</summary>
    private static void Fill(JsonValue value, int sizes, int participant, int participants, Span<double> values)
    {
        bool isLast = participant == participants - 1;
        string items = isLast ? "values" : "arrays";
        string expected = $"an array of {sizes} {items}, one for each size of participant {participant}";
        if (value.Items(expected) is not { } found)
        {
            return;
        }

        if (found.Count != sizes)
        {
            value.AddFault(expected, $"{found.Count}");
            return;
        }

        int each = values.Length / sizes;
        for (int k = 0; k < sizes; k++)
        {
            if (isLast)
            {
                values[k] = ReadValue(found[k]);
            }
            else
            {
                Fill(found[k], sizes, participant + 1, participants, values.Slice(k * each, each));
            }
        }
    }

    private static double ReadValue(JsonValue item)
    {
        double? number = item.Number("a finite number");
        if (number is { } value && !(Math.Abs(value) <= TableValuation.LargestValue))
        {
            item.AddFault("a number of magnitude at most 1E+300");
        }

        return number ?? 0;
    }
}
