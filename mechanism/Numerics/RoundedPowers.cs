namespace Candor.Mechanism.Numerics;

/// <summary>Powers by their rounding.</summary>
public static class RoundedPowers
{
    /// <summary>x^y for x at least 0, rounded by itself.</summary>
    /// <param name="rounding">How.</param>
    /// <param name="x">The base.</param>
    /// <param name="y">The exponent.</param>
    public static double Pow(this FormulaRounding rounding, double x, double y) =>
        rounding == FormulaRounding.StepByStep ? StepByStepMath.Pow(x, y) : PortableMath.Pow(x, y);
}
