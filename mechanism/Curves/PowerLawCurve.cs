using System.Collections.Immutable;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Curves;

/// <summary>
/// Q(s) = c (1 - (1 + s/d)^-b), the learning curve of power-law error decay; from 0 towards the ceiling.
/// </summary>
public sealed class PowerLawCurve : IQualityCurve
{
    private readonly double _scale;
    private readonly double _exponent;
    private readonly FormulaRounding _rounding;

    /// <summary>Creates the curve, correctly rounded.</summary>
    /// <param name="ceiling">c, the quality that ever more data approaches, more than 0.</param>
    /// <param name="scale">d, the data size at which the decay sets in, more than 0.</param>
    /// <param name="exponent">b, how fast the remaining error decays, more than 0.</param>
    /// <exception cref="CurveException">A parameter is not a finite number of more than 0; all are listed.</exception>
    public PowerLawCurve(double ceiling, double scale, double exponent)
        : this(ceiling, scale, exponent, FormulaRounding.Correct)
    {
    }

    /// <summary>Creates the curve.</summary>
    /// <param name="ceiling">c, the quality that ever more data approaches, more than 0.</param>
    /// <param name="scale">d, the data size at which the decay sets in, more than 0.</param>
    /// <param name="exponent">b, how fast the remaining error decays, more than 0.</param>
    /// <param name="rounding">How a quality is rounded.</param>
    /// <exception cref="CurveException">A parameter is not a finite number of more than 0; all are listed.</exception>
    public PowerLawCurve(double ceiling, double scale, double exponent, FormulaRounding rounding)
    {
        CurveParameters.Require(FindFaults(ceiling, scale, exponent));
        Ceiling = ceiling;
        _scale = scale;
        _exponent = exponent;
        _rounding = rounding;
    }

    /// <inheritdoc/>
    public double Ceiling { get; }

    /// <summary>Lists the parameters that are not finite numbers of more than 0.</summary>
    /// <param name="ceiling">c.</param>
    /// <param name="scale">d, the data size at which the decay sets in, more than 0.</param>
    /// <param name="exponent">b, how fast the remaining error decays, more than 0.</param>
    public static ImmutableArray<CurveFault> FindFaults(double ceiling, double scale, double exponent) =>
        CurveParameters.FindFaults((nameof(ceiling), ceiling), (nameof(scale), scale), (nameof(exponent), exponent));

    /// <inheritdoc/>
    public bool DecidesAssumption1 => true;

    /// <inheritdoc/>
    /// <remarks>Rounded step by step, it is NaN where s/d overflows.</remarks>
    public double Evaluate(double size) => _rounding == FormulaRounding.StepByStep
        ? Ceiling * StepByStepMath.OneMinusExp(_exponent * StepByStepMath.Log1p(size / _scale))
        : CurveParameters.Evaluate(new PowerLawFormula(Ceiling, _scale, _exponent, size), size, Ceiling);

    /// <summary>
    /// The curve rises strictly by its formula; it is above 1 where the ceiling is and sizes suffice.
    /// </summary>
    /// <param name="maxSize">The largest size, finite and at least 0.</param>
    public CurveViolation? FindViolation(double maxSize) => CurveParameters.FindAboveOne(this, maxSize);
}
