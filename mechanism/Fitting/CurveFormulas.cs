namespace Candor.Mechanism.Fitting;

/// <summary>The families in numbers without bounds, which a search can walk through freely.</summary>
internal static class CurveFormulas
{
    // e^±40: no size and no scale of a market is beyond; a search that goes there finds a plateau and turns back.
    private const double Beyond = 40;

    // Beyond these a curve is a step or a line, and its other parameters lose all meaning.
    private const double LeastShape = 0.02;
    private const double GreatestShape = 20;

    // Qualities are measured to a few digits: a ceiling so near to 0 or 1 is one of them.
    private const double Indistinct = 1e-6;

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
            parameters[2] = Math.Clamp(parameters[2], LeastShape, GreatestShape);
        }

        return parameters;
    }

    /// <summary>Whether a parameter is as small or as large as a search may make it, or cannot be told from that.</summary>
    internal static bool IsAtBound(CurveFamily family, int place, double parameter) =>
        (family == CurveFamily.Sigmoid, place) switch
        {
            (false, 0) => parameter is < Indistinct or > 1 - Indistinct,
            (false, 2) => parameter is <= LeastShape or >= GreatestShape,
            _ => Math.Abs(Math.Log(parameter)) >= Beyond - Indistinct,
        };

    /// <summary>Q(size), as the platform computes it: a fit needs no last digit, and many evaluations.</summary>
    internal static double Evaluate(CurveFamily family, IReadOnlyList<double> parameters, double size) => family switch
    {
        CurveFamily.PowerLaw => parameters[0] * (1 - Math.Pow(1 + (size / parameters[1]), -parameters[2])),
        CurveFamily.Saturating => parameters[0] * Saturated(Math.Pow(size, parameters[2]), parameters[1]),
        CurveFamily.Exponential => parameters[0] * (1 - Math.Exp(-parameters[1] * Math.Pow(size, parameters[2]))),
        CurveFamily.Sigmoid => Math.Tanh(size / parameters[0] / 2),
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "The family has no formula."),
    };

    private static double Saturated(double power, double half) =>
        double.IsPositiveInfinity(power) ? 1 : power / (half + power);
}
