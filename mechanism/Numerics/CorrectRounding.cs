using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Candor.Mechanism.Numerics;

/// <summary>Rounds the value of a formula to the nearest double, ties to even, by Ziv's strategy: with a few more digits than
/// needed first, and only where those do not tell on which side of a midpoint the value lies with ever more (A. Ziv,
/// "Fast evaluation of elementary mathematical functions with correctly rounded last bit", 1991).</summary>
internal static class CorrectRounding
{
    // A value that is no midpoint differs from each at some digit. The hardest known need some 2,200 bits more: they are
    // products of doubles that are midpoints, less a part that a subnormal argument has made tiny.
    private const int FirstPrecision = 192;
    private const int LastPrecision = 1 << 16;

    /// <summary>Rounds a formula's value.</summary>
    /// <typeparam name="TFormula">The formula.</typeparam>
    /// <param name="formula">The value to round.</param>
    internal static double Of<TFormula>(TFormula formula)
        where TFormula : struct, IFormula =>
        formula.Evaluate<WideDouble>(0).TryRound(out double rounded) ? rounded : Decide(formula);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Decide<TFormula>(TFormula formula)
        where TFormula : struct, IFormula
    {
        if (formula.FindExact() is { } exact)
        {
            return exact.Round();
        }

        for (int precision = FirstPrecision; precision <= LastPrecision; precision *= 2)
        {
            if (formula.Evaluate<BigReal>(precision).TryRound(out double rounded))
            {
                return rounded;
            }
        }

        throw new UnreachableException($"{formula} is not told from a midpoint by {LastPrecision} bits.");
    }
}
