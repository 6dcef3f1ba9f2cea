using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Candor.Mechanism.Numerics;

/// <summary>Sums and products of long vectors whose rounding error does not grow with their length.</summary>
/// <remarks>
/// Blocks of <see cref="BlockLength"/> terms are added in eight lanes, and the blocks' sums by Neumaier's compensated
/// addition. The lanes are eight on every processor, whatever its vector width, and no product is fused into its sum:
/// the order of additions follows from the length alone, so a replica gets the same bits.
/// </remarks>
public static class Summation
{
    /// <summary>Terms added without compensation before their sum joins the compensated total.</summary>
    public const int BlockLength = 512;

    /// <summary>Σ values.</summary>
    /// <param name="values">The terms, in any order and of any sign.</param>
    /// <returns>The sum; 0 for no terms; not finite when a term is not or when the sum overflows.</returns>
    public static double Sum(ReadOnlySpan<double> values)
    {
        var total = default(CompensatedSum);
        foreach (double value in values)
        {
            total.Add(value);
        }

        return total.Value;
    }

    /// <summary>Σ left[j] · right[j].</summary>
    /// <param name="left">One factor a term.</param>
    /// <param name="right">The other factor, of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        if (left.Length != right.Length)
        {
            throw new ArgumentException($"Found {right.Length} factors beside {left.Length}.", nameof(right));
        }

        var total = default(CompensatedSum);
        for (int start = 0; start < left.Length; start += BlockLength)
        {
            int length = Math.Min(BlockLength, left.Length - start);
            total.Add(DotBlock(left.Slice(start, length), right.Slice(start, length)));
        }

        return total.Value;
    }

    /// <summary>
    /// For each i the sum of all values but the i-th, from prefix and suffix sums: O(n), no cancellation.
    /// </summary>
    /// <param name="values">The terms.</param>
    /// <param name="destination">Receives one sum a term; may not overlap <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public static void LeaveOneOut(ReadOnlySpan<double> values, Span<double> destination)
    {
        if (destination.Length != values.Length)
        {
            throw new ArgumentException($"Found {destination.Length}, not {values.Length}.", nameof(destination));
        }

        var before = default(CompensatedSum);
        for (int i = 0; i < values.Length; i++)
        {
            destination[i] = before.Value;
            before.Add(values[i]);
        }

        var after = default(CompensatedSum);
        for (int i = values.Length - 1; i >= 0; i--)
        {
            destination[i] += after.Value;
            after.Add(values[i]);
        }
    }

    private static double DotBlock(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        Vector512<double> even = Vector512<double>.Zero;
        Vector512<double> odd = Vector512<double>.Zero;
        ref double a = ref MemoryMarshal.GetReference(left);
        ref double b = ref MemoryMarshal.GetReference(right[..left.Length]);
        int lanes = Vector512<double>.Count;
        int j = 0;
        for (; j + (2 * lanes) <= left.Length; j += 2 * lanes)
        {
            even += Vector512.LoadUnsafe(ref a, (nuint)j) * Vector512.LoadUnsafe(ref b, (nuint)j);
            odd += Vector512.LoadUnsafe(ref a, (nuint)(j + lanes)) * Vector512.LoadUnsafe(ref b, (nuint)(j + lanes));
        }

        double sum = AddLanes(even + odd);
        for (; j < left.Length; j++)
        {
            sum += left[j] * right[j];
        }

        return sum;
    }

    /// <summary>The sum of the eight lanes, in an order that no processor's horizontal addition can change.</summary>
    /// <param name="lanes">Eight partial sums.</param>
    internal static double AddLanes(Vector512<double> lanes) =>
        ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}
