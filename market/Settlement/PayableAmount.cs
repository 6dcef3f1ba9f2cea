using System.Numerics;

namespace Candor.Market.Settlement;

/// <summary>Amounts that can be paid: whole multiples of the smallest payment in a currency.</summary>
public static class PayableAmount
{
    /// <summary>The largest unit in micro-units: a million of the currency.</summary>
    public const long LargestUnit = 1_000_000_000_000;

    /// <summary>The largest multiple of a unit that is no more than a payment: towards minus infinity, so that nobody pays more
    /// than the mechanism says. It follows from the double as it is; no product is rounded on the way.</summary>
    /// <param name="payment">The payment in units of the currency; finite.</param>
    /// <param name="unit">What can be paid, in micro-units, from 1 to <see cref="LargestUnit"/>.</param>
    /// <returns>The amount in micro-units.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    /// <exception cref="OverflowException">The payment is not finite, or does not fit; a definition's reader rules this
    /// out.</exception>
    public static long Floor(double payment, long unit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(unit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unit, LargestUnit);

        if (!double.IsFinite(payment))
        {
            throw new OverflowException($"A payment is {payment}, which is no amount.");
        }

        // A double is a whole number times a power of two; shifting a negative number to the right rounds it down too.
        long bits = BitConverter.DoubleToInt64Bits(payment);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = (bits & ((1L << 52) - 1)) | (exponent == 0 ? 0 : 1L << 52);
        int shift = Math.Max(exponent, 1) - 1075;
        BigInteger product = (BigInteger)(bits < 0 ? -mantissa : mantissa) * MarketOutcome.MicrosPerUnit;
        BigInteger micros = shift < 0 ? product >> -shift : product << shift;
        BigInteger above = BigInteger.Remainder(micros, unit);
        return (long)(micros - (above.Sign < 0 ? above + unit : above));
    }
}
