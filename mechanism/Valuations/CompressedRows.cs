using System.Collections.Immutable;
using System.Globalization;

namespace Candor.Mechanism.Valuations;

/// <summary>The entries of a sparse matrix, row by row and by column within a row.</summary>
/// <param name="Starts">Where each row starts, and the end of the last.</param>
/// <param name="Columns">The column of each entry.</param>
/// <param name="Coefficients">The coefficient of each entry.</param>
internal readonly record struct CompressedRows(int[] Starts, int[] Columns, double[] Coefficients)
{
    /// <summary>Sorts entries into rows in time linear in their number, where each row's entries come in
    /// order.</summary>
    /// <remarks>
    /// Entries are counted by row and then written to their places; only a row whose columns do not rise is sorted. Two
    /// entries of one pair then stand side by side, so no set of all pairs is needed to find them.
    /// </remarks>
    /// <param name="count">n.</param>
    /// <param name="entries">The entries, in any order.</param>
    /// <param name="faults">Receives what is wrong; the rows are meant to be used where nothing is.</param>
    public static CompressedRows Build(
        int count, IReadOnlyList<Externality> entries, ImmutableArray<ExternalityFault>.Builder faults)
    {
        if (count < 1)
        {
            faults.Add(new ExternalityFault(null, null, "no participants", "at least one"));
            return new CompressedRows([0], [], []);
        }

        // A flat array is read several times faster than through the interface.
        ReadOnlySpan<Externality> all = entries as Externality[] ?? [.. entries];
        var starts = new int[count + 1];
        foreach (ref readonly Externality entry in all)
        {
            if (IsInside(entry, count))
            {
                starts[entry.Row + 1]++;
            }

            FindFaults(entry, count, faults);
        }

        for (int i = 0; i < count; i++)
        {
            starts[i + 1] += starts[i];
        }

        var columns = new int[starts[count]];
        var coefficients = new double[columns.Length];
        int[] next = starts[..count];
        foreach (ref readonly Externality entry in all)
        {
            if (IsInside(entry, count))
            {
                int at = next[entry.Row]++;
                (columns[at], coefficients[at]) = (entry.Column, entry.Coefficient);
            }
        }

        for (int i = 0; i < count; i++)
        {
            SortRow(i, columns.AsSpan(starts[i]..starts[i + 1]), coefficients.AsSpan(starts[i]..starts[i + 1]), faults);
        }

        return new CompressedRows(starts, columns, coefficients);
    }

    private static bool IsInside(in Externality entry, int count) =>
        (uint)entry.Row < (uint)count && (uint)entry.Column < (uint)count;

    private static void FindFaults(
        in Externality entry, int count, ImmutableArray<ExternalityFault>.Builder faults)
    {
        if (!IsInside(entry, count))
        {
            faults.Add(new ExternalityFault(
                entry.Row, entry.Column, "an entry", $"a row and a column from 0 to {count - 1}"));
        }

        // Written so that NaN fails too.
        if (!(Math.Abs(entry.Coefficient) <= LinearExternalities.LargestCoefficient))
        {
            string found = entry.Coefficient.ToString("R", CultureInfo.InvariantCulture);
            faults.Add(new ExternalityFault(entry.Row, entry.Column, found, LinearExternalities.CoefficientRange));
        }
    }

    private static void SortRow(
        int row, Span<int> columns, Span<double> coefficients, ImmutableArray<ExternalityFault>.Builder faults)
    {
        bool rises = true;
        for (int k = 1; k < columns.Length; k++)
        {
            rises &= columns[k - 1] < columns[k];
        }

        if (rises)
        {
            return;
        }

        columns.Sort(coefficients);
        for (int k = 1; k < columns.Length; k++)
        {
            if (columns[k - 1] == columns[k])
            {
                faults.Add(new ExternalityFault(row, columns[k], "a second entry", "one entry a pair"));
            }
        }
    }
}
