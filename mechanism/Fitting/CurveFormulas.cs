using Candor.Mechanism.Curves;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Fitting;

/// <summary>The families in numbers without bounds, which a search can walk through freely.</summary>
internal static class CurveFormulas
{
    // e^±40: no size and no scale of a market is beyond; a search that goes there finds a plateau and turns back.
    private const double Beyond = 40;

    /// <summary>Where searches begin, in free numbers.</summary>
    /// <param name="family">The family.</param>
    /// <param name="middle">A size in the middle of the measurements.</param>
    /// <param name="top">The largest mean measurement.</param>
    internal static IEnumerable<double[]> Starts(CurveFamily family, double middle, double top)
    {
        double size = Math.Log(middle);
        if (family == CurveFamily.Sigmoid)
        {
            yield return [size];
            yield break;
        }

        foreach (double ceiling in new[] { Math.Clamp(top + 0.02, 0.05, 0.98), Math.Clamp((1 + top) / 2, 0.05, 0.98) })
        {
            double free = Math.Log(ceiling / (1 - ceiling));
            foreach (double shape in new[] { 0.5, 1.0 })
            {
                yield return family switch
                {
                    CurveFamily.PowerLaw => [free, size, Math.Log(shape)],
                    CurveFamily.Saturating => [free, shape * size, Math.Log(shape)],
                    _ => [free, -shape * size, Math.Log(shape)],
                };
            }
        }
    }

    /// <summary>Free numbers as the family's parameters: a ceiling in (0, 1), all others above 0.</summary>
    internal static double[] Parameters(CurveFamily family, IReadOnlyList<double> free)
    {
        double[] parameters = [.. free.Select(number => Math.Exp(Math.Clamp(number, -Beyond, Beyond)))];
        if (family != CurveFamily.Sigmoid)
        {
            parameters[0] /= 1 + parameters[0];
        }

        return parameters;
    }

    /// <summary>The curve. A fit needs no last digit: rounded step by step it is many times as fast.</summary>
    internal static IQualityCurve Make(CurveFamily family, IReadOnlyList<double> parameters) => family switch
    {
        CurveFamily.PowerLaw =>
            new PowerLawCurve(parameters[0], parameters[1], parameters[2], FormulaRounding.StepByStep),
        CurveFamily.Saturating =>
            new SaturatingCurve(parameters[0], parameters[1], parameters[2], FormulaRounding.StepByStep),
        CurveFamily.Exponential =>
            new ExponentialCurve(parameters[0], parameters[1], parameters[2], FormulaRounding.StepByStep),
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "The family has no formula of its own."),
    };
}
