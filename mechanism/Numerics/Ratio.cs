using System.Numerics;

namespace Candor.Mechanism.Numerics;

/// <summary>A ratio of whole numbers, at least 0, in lowest terms.</summary>
/// <param name="Numerator">At least 0.</param>
/// <param name="Denominator">More than 0.</param>
internal readonly record struct Ratio(BigInteger Numerator, BigInteger Denominator)
{
    // A midpoint is a whole number of 54 bits times a power of two, down to 2^-1075. A power that makes a formula's value
    // one is itself a ratio of numbers of fewer than 4,300 bits, as one finds by solving the formula for it. Of what is
    // skipped here, one term has more.
    private const int LongestPower = 9000;

    /// <summary>1.</summary>
    public static Ratio One => new(1, 1);

    public static Ratio operator +(Ratio a, Ratio b) =>
        Lowest((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Ratio operator -(Ratio a, Ratio b) =>
        Lowest((a.Numerator * b.Denominator) - (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Ratio operator *(Ratio a, Ratio b) =>
        Lowest(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Ratio operator /(Ratio a, Ratio b) =>
        Lowest(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    /// <summary>A double as it is; it may be negative.</summary>
    /// <param name="value">A finite double.</param>
    public static Ratio Of(double value)
    {
        (long mantissa, int exponent) = DoubleParts.Of(value);
        return exponent >= 0
            ? new(new BigInteger(mantissa) << exponent, 1)
            : new(mantissa, BigInteger.One << -exponent);
    }

    /// <summary>The power of a ratio, where that is a ratio too and not of more bits than a midpoint allows.</summary>
    /// <param name="value">More than 0.</param>
    /// <param name="exponent">A finite double.</param>
    /// <returns>The power; null where it is irrational, or too long to matter.</returns>
    public static Ratio? Power(Ratio value, double exponent)
    {
        // The exponent is a whole number times a power of two. Where that is a root, numerator and denominator must have it.
        (long whole, int twos) = DoubleParts.Of(exponent);
        for (; twos < 0 && value != One; twos++)
        {
            if (Root(value.Numerator) is not { } numerator || Root(value.Denominator) is not { } denominator)
            {
                return null;
            }

            value = new(numerator, denominator);
        }

        if (value == One || whole == 0)
        {
            return One;
        }

        long length = (long)BigInteger.Max(value.Numerator, value.Denominator).GetBitLength();
        if (twos > 13 || Math.Abs((double)whole) * (1 << twos) * length > LongestPower)
        {
            return null;
        }

        int times = (int)Math.Abs(whole) << twos;
        var power = new Ratio(BigInteger.Pow(value.Numerator, times), BigInteger.Pow(value.Denominator, times));
        return whole < 0 ? new(power.Denominator, power.Numerator) : power;
    }

    /// <summary>The nearest double, ties to even.</summary>
    public double Round()
    {
        // With more bits than a double has, one more tells whether anything is left over.
        const int Bits = 128;
        int shift = Bits + (int)(Denominator.GetBitLength() - Numerator.GetBitLength());
        var quotient = BigInteger.DivRem(
            shift > 0 ? Numerator << shift : Numerator, shift > 0 ? Denominator : Denominator << -shift, out BigInteger rest);
        return NearestDouble.Of((quotient << 1) + (rest.IsZero ? 0 : 1), -shift - 1);
    }

    private static Ratio Lowest(BigInteger numerator, BigInteger denominator)
    {
        BigInteger common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return new(numerator / common, denominator / common);
    }

    // The square root of a whole number, where it is one: Newton's steps from above fall until they reach it.
    private static BigInteger? Root(BigInteger square)
    {
        BigInteger root = BigInteger.One << (int)((square.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (square / root)) >> 1;
            if (next >= root)
            {
                return root * root == square ? root : null;
            }

            root = next;
        }
    }
}
