namespace Candor.Mechanism.Numerics;

/// <summary>The functions of <see cref="FormulaRounding.StepByStep"/>: about 30 digits, rounded once. Not correctly rounded
/// are subnormal results, which are rounded twice, exact midpoints, and tiny arguments, whose last bits are lost. What
/// was settled with them is settled with them for ever.</summary>
internal static class StepByStepMath
{
    /// <summary>(1 - e^-t) / (1 + e^-t).</summary>
    /// <param name="t">At least 0.</param>
    internal static double Sigmoid(double t)
    {
        if (t > 80)
        {
            return 1;
        }

        (DoubleDouble aboveOne, int exponent) = DoubleDoubleFunctions.ExpMinusOne(-t);
        DoubleDouble decay = (1 + aboveOne).Scale(exponent);
        DoubleDouble rise = exponent == 0 ? -aboveOne : 1 - decay;
        return (rise / (1 + decay)).High;
    }

    /// <summary>1 - e^-x.</summary>
    /// <param name="x">At least 0.</param>
    internal static double OneMinusExp(double x)
    {
        if (!(x < 80))
        {
            return double.IsNaN(x) ? double.NaN : 1;
        }

        (DoubleDouble aboveOne, int exponent) = DoubleDoubleFunctions.ExpMinusOne(-x);
        return exponent == 0 ? -aboveOne.High : (1 - (1 + aboveOne).Scale(exponent)).High;
    }

    /// <summary>log(1 + x).</summary>
    /// <param name="x">At least 0, finite.</param>
    internal static double Log1p(double x) => Log((DoubleDouble)1 + x).High;

    /// <summary>x^y.</summary>
    /// <param name="x">The base; at least 0.</param>
    /// <param name="y">The exponent.</param>
    internal static double Pow(double x, double y)
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
        (DoubleDouble aboveOne, int exponent) = DoubleDoubleFunctions.ExpMinusOne(x);
        DoubleDouble scaled = 1 + aboveOne;
        return Math.ScaleB(scaled.High, exponent);
    }

    private static DoubleDouble Log(DoubleDouble x)
    {
        int k = Math.ILogB(x.High);
        return DoubleDoubleFunctions.Log(x.Scale(-k), k);
    }
}
