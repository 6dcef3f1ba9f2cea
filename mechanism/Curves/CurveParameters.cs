using System.Collections.Immutable;
using System.Globalization;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Curves;

/// <summary>What the curves with three positive parameters share.</summary>
internal static class CurveParameters
{
    /// <summary>Lists the parameters that are not positive finite numbers.</summary>
    /// <param name="parameters">Each parameter's name and value.</param>
    public static ImmutableArray<CurveFault> FindFaults(params ReadOnlySpan<(string Name, double Value)> parameters)
    {
        var faults = ImmutableArray.CreateBuilder<CurveFault>();
        foreach ((string name, double value) in parameters)
        {
            // Written so that NaN fails too.
            if (!(value > 0 && double.IsFinite(value)))
            {
                string found = value.ToString("R", CultureInfo.InvariantCulture);
                faults.Add(new CurveFault(null, name, found, "a finite number of more than 0"));
            }
        }

        return faults.ToImmutable();
    }

    /// <summary>Rejects faulty parameters.</summary>
    /// <param name="faults">The faults, if any.</param>
    /// <exception cref="CurveException">There are faults.</exception>
    public static void Require(ImmutableArray<CurveFault> faults)
    {
        if (!faults.IsEmpty)
        {
            throw new CurveException(faults);
        }
    }

    /// <summary>The correctly rounded value of a curve that rises from 0 towards its ceiling.</summary>
    /// <typeparam name="TFormula">The curve's formula.</typeparam>
    /// <param name="formula">The formula at the size, which is asked for sizes above 0 that are finite.</param>
    /// <param name="size">The size.</param>
    /// <param name="ceiling">What an infinite size gives.</param>
    /// <returns>The value; NaN for what is not at least 0.</returns>
    public static double Evaluate<TFormula>(TFormula formula, double size, double ceiling)
        where TFormula : struct, IFormula =>
        size > 0 ? double.IsFinite(size) ? CorrectRounding.Of(formula) : ceiling : size == 0 ? 0 : double.NaN;

    /// <summary>Assumption 1 for a curve that rises strictly from 0 by its formula: only Q ≤ 1 can fail.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="maxSize">The largest size.</param>
    public static CurveViolation? FindAboveOne(IQualityCurve curve, double maxSize)
    {
        SampledAssumption1.RequireRange(maxSize);
        double top = curve.Evaluate(maxSize);
        return top > 1 ? new CurveViolation(CurveClause.AtMostOne, maxSize, top, maxSize, top) : null;
    }
}
