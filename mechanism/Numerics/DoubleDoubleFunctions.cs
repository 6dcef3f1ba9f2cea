namespace Candor.Mechanism.Numerics;

/// <summary>The exponential and the logarithm of double-doubles, to about 29 digits: what every rounding of
/// <see cref="FormulaRounding"/> starts from. Frozen, since settled markets rest on their bits.</summary>
internal static class DoubleDoubleFunctions
{
    private const int Halvings = 9;

    // The first 107 bits of the natural logarithm of 2.
    private static readonly DoubleDouble s_ln2 = new(0.6931471805599453, 2.3190468138462996e-17);

    /// <summary>e^x = 2^k (1 + result), with |x - k ln 2| at most ln 2 / 2.</summary>
    /// <remarks>The rest is halved nine times, its exponential less one summed by Taylor, and doubled back by
    /// (1 + s)^2 - 1 = 2s + s^2, which keeps the digits of a small result.</remarks>
    /// <param name="x">At most some thousands in magnitude; 0 or not subnormal after the halvings.</param>
    internal static (DoubleDouble AboveOne, int Exponent) ExpMinusOne(DoubleDouble x)
    {
        double k = Math.Round(x.High / s_ln2.High);
        DoubleDouble rest = (x - (k * s_ln2)).Scale(-Halvings);
        DoubleDouble term = rest;
        DoubleDouble sum = rest;
        for (int n = 2; n <= 10; n++)
        {
            term = (term * rest).DivideBy(n);
            sum += term;
        }

        for (int i = 0; i < Halvings; i++)
        {
            sum = sum.Twice() + (sum * sum);
        }

        return (sum, (int)k);
    }

    /// <summary>log(m 2^k), with every digit where the product is near 1 too.</summary>
    /// <param name="m">From 1 on and below 2.</param>
    /// <param name="k">The exponent.</param>
    internal static DoubleDouble Log(DoubleDouble m, int k)
    {
        // Between the square roots of 1/2 and 2, z^2 below is at most 0.0295.
        if (m.High > 1.4142135623730951)
        {
            m = m.Scale(-1);
            k++;
        }

        return ((double)k * s_ln2) + TwiceArtanh((m - 1) / (m + 1));
    }

    /// <summary>2 artanh z, the logarithm of (1 + z) / (1 - z), by its series in z^2.</summary>
    /// <param name="z">At most 0.172 in magnitude.</param>
    internal static DoubleDouble TwiceArtanh(DoubleDouble z)
    {
        DoubleDouble square = z * z;
        DoubleDouble sum = 0;
        for (int n = 45; n >= 1; n -= 2)
        {
            sum = (sum * square) + ((DoubleDouble)1 / n);
        }

        return (z * sum).Scale(1);
    }
}
