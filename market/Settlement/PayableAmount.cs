namespace Candor.Market.Settlement;

/// <summary>Rounds a payment down to what can be paid, from the double that the mechanism gives and without a rounding
/// in between: a binary64 times a million is a whole number of 73 bits, times a power of two.</summary>
internal static class PayableAmount
{
    /// <summary>The largest unit in micro-units: a million of the currency.</summary>
    internal const long LargestUnit = 1_000_000_000_000;

    private const int FractionBits = 52;
    private const int ExponentMask = 0x7FF;
    private const int ExponentOfUnits = 1075;

    /// <summary>The largest multiple of the unit that is not above the payment.</summary>
    /// <param name="payment">The payment in units of the currency.</param>
    /// <param name="unit">What can be paid, in micro-units, from 1 to <see cref="LargestUnit"/>.</param>
    /// <returns>The amount in micro-units.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    /// <exception cref="OverflowException">The amount does not fit into 64 bits, or the payment is not
    /// finite.</exception>
    internal static long Floor(double payment, long unit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(unit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unit, LargestUnit);
        long bits = BitConverter.DoubleToInt64Bits(payment);
        int exponent = (int)(bits >> FractionBits) & ExponentMask;
        long significand = bits & ((1L << FractionBits) - 1);
        if (exponent == 0)
        {
            // A subnormal number has the smallest exponent and no leading bit.
            exponent = 1;
        }
        else
        {
            significand |= 1L << FractionBits;
        }

        int fraction = ExponentOfUnits - exponent;
        if (fraction <= 0)
        {
            throw new OverflowException("A payment of 2^52 units or more does not fit into 64 bits of micro-units.");
        }

        Int128 scaled = (Int128)(bits < 0 ? -significand : significand) * MarketOutcome.MicrosPerUnit;

        // A shift to the right rounds towards minus infinity; one of 127 bits leaves nothing but the sign.
        Int128 micros = scaled >> Math.Min(fraction, 127);
        Int128 remainder = micros % unit;
        return checked((long)(micros - (remainder < 0 ? remainder + unit : remainder)));
    }
}
