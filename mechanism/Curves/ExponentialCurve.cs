using System.Collections.Immutable;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Curves;

/// <summary>Q(s) = c (1 - e^(-a s^d)); from 0 towards the ceiling.</summary>
public sealed class ExponentialCurve : IQualityCurve
{
    private readonly double _rate;
    private readonly double _shape;
    private readonly FormulaRounding _rounding;

    /// <summary>Creates the curve, correctly rounded.</summary>
    /// <param name="ceiling">c, the quality that ever more data approaches, more than 0.</param>
    /// <param name="rate">a, more than 0.</param>
    /// <param name="shape">d, more than 0; below 1 the first records help most.</param>
    /// <exception cref="CurveException">A parameter is not a finite number of more than 0; all are listed.</exception>
    public ExponentialCurve(double ceiling, double rate, double shape)
        : this(ceiling, rate, shape, FormulaRounding.Correct)
    {
    }

    /// <summary>Creates the curve.</summary>
    /// <param name="ceiling">c, the quality that ever more data approaches, more than 0.</param>
    /// <param name="rate">a, more than 0.</param>
    /// <param name="shape">d, more than 0; below 1 the first records help most.</param>
    /// <param name="rounding">How a quality is rounded.</param>
    /// <exception cref="CurveException">A parameter is not a finite number of more than 0; all are listed.</exception>
    public ExponentialCurve(double ceiling, double rate, double shape, FormulaRounding rounding)
    {
        CurveParameters.Require(FindFaults(ceiling, rate, shape));
        Ceiling = ceiling;
        _rate = rate;
        _shape = shape;
        _rounding = rounding;
    }

    /// <inheritdoc/>
    public double Ceiling { get; }

    /// <summary>Lists the parameters that are not finite numbers of more than 0.</summary>
    /// <param name="ceiling">c.</param>
    /// <param name="rate">a, more than 0.</param>
    /// <param name="shape">d, more than 0; below 1 the first records help most.</param>
    public static ImmutableArray<CurveFault> FindFaults(double ceiling, double rate, double shape) =>
        CurveParameters.FindFaults((nameof(ceiling), ceiling), (nameof(rate), rate), (nameof(shape), shape));

    /// <inheritdoc/>
    public bool DecidesAssumption1 => true;

    /// <inheritdoc/>
    public double Evaluate(double size) => _rounding == FormulaRounding.StepByStep
        ? Ceiling * StepByStepMath.OneMinusExp(_rate * StepByStepMath.Pow(size, _shape))
        : CurveParameters.Evaluate(new ExponentialFormula(Ceiling, _rate, _shape, size), size, Ceiling);

    /// <summary>
    /// The curve rises strictly by its formula; it is above 1 where the ceiling is and sizes suffice.
    /// </summary>
    /// <param name="maxSize">The largest size, finite and at least 0.</param>
    public CurveViolation? FindViolation(double maxSize) => CurveParameters.FindAboveOne(this, maxSize);
}
