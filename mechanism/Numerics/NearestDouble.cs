using System.Numerics;

namespace Candor.Mechanism.Numerics;

/// <summary>Rounds whole numbers times powers of two.</summary>
internal static class NearestDouble
{
    private const int LeastExponent = -1074;

    /// <summary>The double nearest to mantissa · 2^exponent, ties to even; subnormal ones are rounded once too.</summary>
    /// <param name="mantissa">At least 0.</param>
    /// <param name="exponent">The power of two.</param>
    /// <returns>Infinity where the nearest would be 2^1024 or more.</returns>
    internal static double Of(BigInteger mantissa, int exponent)
    {
        int length = (int)mantissa.GetBitLength();
        int unit = Math.Max(exponent + length - 53, LeastExponent);
        int cut = unit - exponent;
        if (length == 0 || cut > length + 1)
        {
            return 0;
        }

        if (unit > 1023)
        {
            return double.PositiveInfinity;
        }

        if (cut <= 0)
        {
            return Math.ScaleB((double)(long)(mantissa << -cut), unit);
        }

        BigInteger kept = mantissa >> cut;
        int side = (mantissa - (kept << cut)).CompareTo(BigInteger.One << (cut - 1));
        long digits = (long)kept;
        if (side > 0 || (side == 0 && (digits & 1) != 0))
        {
            digits++;
        }

        // At most 2^53, so that it is exact, and so is the product where it is a double.
        return Math.ScaleB((double)digits, unit);
    }

    /// <summary>Rounds a range, where all of it is rounded alike.</summary>
    /// <param name="mantissa">The middle, at least the error.</param>
    /// <param name="error">How far the range goes to either side.</param>
    /// <param name="exponent">The power of two of both.</param>
    /// <param name="rounded">The nearest double.</param>
    internal static bool TryRange(BigInteger mantissa, BigInteger error, int exponent, out double rounded)
    {
        rounded = Of(mantissa + error, exponent);
        return rounded == Of(mantissa - error, exponent);
    }
}
