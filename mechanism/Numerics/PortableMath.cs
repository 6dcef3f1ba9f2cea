namespace Candor.Mechanism.Numerics;

/// <summary>Exponentials, logarithms and powers that give the same bits on every platform: each result is correctly rounded,
/// which is to say the double nearest to the true value, ties to even, subnormal ones included. A settled market must
/// be recomputable by anyone to the last micro-unit, and the platform's own functions differ in the last place from
/// one C library to another. They are slower than the platform's.</summary>
public static class PortableMath
{
    /// <summary>e^x.</summary>
    /// <param name="x">Any number.</param>
    /// <returns>e^x, correctly rounded; 0 below and infinity above the range of doubles; NaN for NaN.</returns>
    public static double Exp(double x) =>
        double.IsFinite(x) ? CorrectRounding.Of(new ExpFormula(x)) : x < 0 ? 0 : x;

    /// <summary>(1 - e^-t) / (1 + e^-t), the same function as tanh(t/2).</summary>
    /// <param name="t">At least 0.</param>
    /// <returns>The ratio, correctly rounded; in [0, 1]; NaN for what is not at least 0.</returns>
    public static double Sigmoid(double t) =>
        !(t >= 0) ? double.NaN : double.IsFinite(t) ? CorrectRounding.Of(new SigmoidFormula(t)) : 1;

    /// <summary>1 - e^-x.</summary>
    /// <param name="x">At least 0.</param>
    /// <returns>The difference, correctly rounded; in [0, 1]; NaN for what is not at least 0.</returns>
    public static double OneMinusExp(double x) =>
        !(x >= 0) ? double.NaN : double.IsFinite(x) ? CorrectRounding.Of(new OneMinusExpFormula(x)) : 1;

    /// <summary>log(1 + x).</summary>
    /// <param name="x">At least 0.</param>
    /// <returns>The natural logarithm, correctly rounded; NaN for what is not at least 0.</returns>
    public static double Log1p(double x) =>
        !(x >= 0) ? double.NaN : double.IsFinite(x) ? CorrectRounding.Of(new Log1pFormula(x)) : x;

    /// <summary>x^y for x at least 0.</summary>
    /// <param name="x">The base; at least 0.</param>
    /// <param name="y">The exponent; any number.</param>
    /// <returns>x^y, correctly rounded, and where one of them is 0, infinite or NaN what <see cref="Math.Pow"/> gives; NaN
    /// for a negative base.</returns>
    public static double Pow(double x, double y)
    {
        if (x == 1 || y == 0 || !(x > 0) || !double.IsFinite(x) || !double.IsFinite(y))
        {
            // Exact by definition, the same everywhere.
            return x < 0 ? double.NaN : Math.Pow(x, y);
        }

        return CorrectRounding.Of(new PowFormula(x, y));
    }
}
