using System.Runtime.InteropServices;

namespace Candor.Market.Records.Normalization;

/// <summary>Canonical decomposition, ordering and composition (The Unicode Standard, section 3.11) of texts as code
/// points. Time is n log n in the length of a text, however long its runs of combining marks are.</summary>
internal static class CanonicalForms
{
    private static readonly UnicodeTables s_tables = UnicodeTables.Shared;

    /// <summary>Normalisation Form D: each character taken apart, and each run of marks in canonical order.</summary>
    internal static List<int> Decompose(List<int> text)
    {
        var result = new List<int>(text.Count);
        foreach (int c in text)
        {
            Append(c, result);
        }

        Order(result);
        return result;
    }

    /// <summary>Normalisation Form C of a text in Normalisation Form D.</summary>
    internal static List<int> Compose(List<int> decomposed)
    {
        var result = new List<int>(decomposed.Count);
        int starter = -1;
        int last = 0;
        foreach (int c in decomposed)
        {
            int combining = s_tables.CombiningClass(c);

            // A mark is blocked by what stands between it and the starter, where that is of the same or a higher class.
            if (starter >= 0 && (starter == result.Count - 1 || last < combining)
                && Pair(result[starter], c) is { } composite)
            {
                result[starter] = composite;
                continue;
            }

            if (combining == 0)
            {
                starter = result.Count;
            }

            last = combining;
            result.Add(c);
        }

        return result;
    }

    private static void Append(int c, List<int> result)
    {
        if (Hangul.IsSyllable(c))
        {
            Hangul.Append(c, result);
        }
        else if (s_tables.TryDecompose(c, out int first, out int second))
        {
            // The first can come apart again; what a second would be does not.
            Append(first, result);
            if (second != 0)
            {
                result.Add(second);
            }
        }
        else
        {
            result.Add(c);
        }
    }

    // Marks of one class keep their order. Sorted by class and place, a long run costs no more than its length allows:
    // exchanging neighbours would take the square of it.
    private static void Order(List<int> text)
    {
        Span<int> all = CollectionsMarshal.AsSpan(text);
        for (int start = 0; start < all.Length; start++)
        {
            int end = start;
            while (end < all.Length && s_tables.CombiningClass(all[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                Span<int> run = all[start..end];
                long[] keys = new long[run.Length];
                for (int i = 0; i < keys.Length; i++)
                {
                    keys[i] = ((long)s_tables.CombiningClass(run[i]) << 32) | (uint)i;
                }

                keys.AsSpan().Sort(run);
            }

            start = end;
        }
    }

    private static int? Pair(int first, int second) =>
        Hangul.Pair(first, second) ?? s_tables.Composite(first, second);
}
