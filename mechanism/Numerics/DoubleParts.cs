namespace Candor.Mechanism.Numerics;

/// <summary>Takes doubles apart.</summary>
internal static class DoubleParts
{
    /// <summary>A double as an odd whole number times a power of two.</summary>
    /// <param name="value">A finite double.</param>
    /// <returns>Both; 0 and 0 for 0.</returns>
    internal static (long Mantissa, int Exponent) Of(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        long mantissa = bits & ((1L << 52) - 1);
        int exponent = (int)((bits >> 52) & 0x7FF);
        if (exponent == 0)
        {
            exponent = 1;
        }
        else
        {
            mantissa |= 1L << 52;
        }

        if (mantissa == 0)
        {
            return (0, 0);
        }

        int zeros = (int)long.TrailingZeroCount(mantissa);
        return ((bits < 0 ? -mantissa : mantissa) >> zeros, exponent - 1075 + zeros);
    }
}
