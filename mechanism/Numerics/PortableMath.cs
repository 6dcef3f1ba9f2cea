namespace Candor.Mechanism.Numerics;

/// <summary>Exponentials and powers that give the same bits on every platform. A settled market must be recomputable by
/// anyone to the last micro-unit, and the platform's own functions differ in the last place from one C library to
/// another. All are computed to about 30 digits and rounded once; they are slower than the platform's.</summary>
public static class PortableMath
{
    private const int Halvings = 9;

    // The first 107 bits of the natural logarithm of 2.
    private static readonly DoubleDouble s_ln2 = new(0.6931471805599453, 2.3190468138462996e-17);

    /// <summary>e^x.</summary>
    /// <param name="x">Any number.</param>
    /// <returns>e^x, rounded to the nearest double; 0 below and infinity above the range of doubles.</returns>
    public static double Exp(double x)
    {
        if (!(Math.Abs(x) < 746))
        {
            return x > 0 ? double.PositiveInfinity : double.IsNaN(x) ? double.NaN : 0;
        }

        return Exp((DoubleDouble)x);
    }

    /// <summary>(1 - e^-t) / (1 + e^-t), the same function as tanh(t/2), with every digit near 0 too.</summary>
    /// <param name="t">At least 0.</param>
    /// <returns>The ratio, rounded to the nearest double; in [0, 1].</returns>
    public static double Sigmoid(double t)
    {
        if (t > 80)
        {
            return 1;
        }

        (DoubleDouble aboveOne, int exponent) = ExpMinusOne(-t);
        DoubleDouble decay = (1 + aboveOne).Scale(exponent);
        DoubleDouble rise = exponent == 0 ? -aboveOne : 1 - decay;
        return (rise / (1 + decay)).High;
    }

    /// <summary>1 - e^-x, with every digit near 0 too.</summary>
    /// <param name="x">At least 0.</param>
    /// <returns>The difference, rounded to the nearest double; in [0, 1].</returns>
    public static double OneMinusExp(double x)
    {
        if (!(x < 80))
        {
            return double.IsNaN(x) ? double.NaN : 1;
        }

        (DoubleDouble aboveOne, int exponent) = ExpMinusOne(-x);
        return exponent == 0 ? -aboveOne.High : (1 - (1 + aboveOne).Scale(exponent)).High;
    }

    /// <summary>log(1 + x), with every digit near 0 too.</summary>
    /// <param name="x">At least 0, finite.</param>
    /// <returns>The natural logarithm, rounded to the nearest double.</returns>
    public static double Log1p(double x) => Log((DoubleDouble)1 + x).High;

    /// <summary>x^y for x at least 0.</summary>
    /// <param name="x">The base; at least 0.</param>
    /// <param name="y">The exponent; any number.</param>
    /// <returns>x^y, rounded to the nearest double, and where there is none what <see cref="Math.Pow"/> gives; NaN for
    /// a negative base.</returns>
    public static double Pow(double x, double y)
    {
        if (x == 1 || y == 0 || !(x > 0) || !double.IsFinite(x) || !double.IsFinite(y))
        {
            // Exact by definition, the same everywhere.
            return x < 0 ? double.NaN : Math.Pow(x, y);
        }

        DoubleDouble power = y * Log(x);
        return Math.Abs(power.High) < 746 ? Exp(power) : power.High > 0 ? double.PositiveInfinity : 0;
    }

    private static double Exp(DoubleDouble x)
    {
        (DoubleDouble aboveOne, int exponent) = ExpMinusOne(x);
        DoubleDouble scaled = 1 + aboveOne;
        return Math.ScaleB(scaled.High, exponent);
    }

    // e^x = 2^k (1 + result), with |x - k ln 2| at most ln 2 / 2. The rest is halved nine times, its exponential less
    // one summed by Taylor, and doubled back by (1 + s)^2 - 1 = 2s + s^2, which keeps the digits of a small result.
    private static (DoubleDouble AboveOne, int Exponent) ExpMinusOne(DoubleDouble x)
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

    // x = 2^k m with m between the square roots of 1/2 and 2; log m = 2 artanh z with z = (m - 1) / (m + 1), a series
    // in z^2 at most 0.0295.
    private static DoubleDouble Log(DoubleDouble x)
    {
        int k = Math.ILogB(x.High);
        DoubleDouble m = x.Scale(-k);
        if (m.High > 1.4142135623730951)
        {
            m = m.Scale(-1);
            k++;
        }

        DoubleDouble z = (m - 1) / (m + 1);
        DoubleDouble square = z * z;
        DoubleDouble sum = 0;
        for (int n = 45; n >= 1; n -= 2)
        {
            sum = (sum * square) + ((DoubleDouble)1 / n);
        }

        return ((double)k * s_ln2) + (z * sum).Scale(1);
    }
}
