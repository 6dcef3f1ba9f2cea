using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Candor.Mechanism.Valuations;

/// <summary>Element-wise passes over rows of a matrix, eight columns at a time.</summary>
internal static class ColumnKernels
{
    /// <summary>total[j] += row[j].</summary>
    public static void Add(ReadOnlySpan<double> row, Span<double> total)
    {
        // The slice is the bounds check of everything that is read and written below.
        ref double from = ref MemoryMarshal.GetReference(row);
        ref double to = ref MemoryMarshal.GetReference(total[..row.Length]);
        int j = 0;
        for (; j + Vector512<double>.Count <= row.Length; j += Vector512<double>.Count)
        {
            Vector512<double> sum = Vector512.LoadUnsafe(ref to, (nuint)j) + Vector512.LoadUnsafe(ref from, (nuint)j);
            sum.StoreUnsafe(ref to, (nuint)j);
        }

        for (; j < row.Length; j++)
        {
            total[j] += row[j];
        }
    }

    /// <summary>total[j] += |row[j]|.</summary>
    public static void AddMagnitude(ReadOnlySpan<double> row, Span<double> total)
    {
        ref double from = ref MemoryMarshal.GetReference(row);
        ref double to = ref MemoryMarshal.GetReference(total[..row.Length]);
        int j = 0;
        for (; j + Vector512<double>.Count <= row.Length; j += Vector512<double>.Count)
        {
            Vector512<double> size = Vector512.Abs(Vector512.LoadUnsafe(ref from, (nuint)j));
            (Vector512.LoadUnsafe(ref to, (nuint)j) + size).StoreUnsafe(ref to, (nuint)j);
        }

        for (; j < row.Length; j++)
        {
            total[j] += Math.Abs(row[j]);
        }
    }

    /// <summary>most[j] = max(most[j], |row[j]|).</summary>
    public static void RaiseToMagnitude(ReadOnlySpan<double> row, Span<double> most)
    {
        ref double from = ref MemoryMarshal.GetReference(row);
        ref double to = ref MemoryMarshal.GetReference(most[..row.Length]);
        int j = 0;
        for (; j + Vector512<double>.Count <= row.Length; j += Vector512<double>.Count)
        {
            Vector512<double> size = Vector512.Abs(Vector512.LoadUnsafe(ref from, (nuint)j));
            Vector512.Max(Vector512.LoadUnsafe(ref to, (nuint)j), size).StoreUnsafe(ref to, (nuint)j);
        }

        for (; j < row.Length; j++)
        {
            most[j] = Math.Max(most[j], Math.Abs(row[j]));
        }
    }

    /// <summary>values[j] *= factor.</summary>
    public static void Scale(double factor, Span<double> values)
    {
        foreach (ref double value in values)
        {
            value *= factor;
        }
    }
}
