using System.Collections.Immutable;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Curves;

/// <summary>Q(s) = c s^d / (b + s^d); from 0 towards the ceiling.</summary>
public sealed class SaturatingCurve : IQualityCurve
{
    private readonly double _half;
    private readonly double _shape;
    private readonly FormulaRounding _rounding;

    /// <summary>Creates the curve, correctly rounded.</summary>
    /// <param name="ceiling">c, the quality that ever more data approaches, more than 0.</param>
    /// <param name="half">b, the value of s^d at which half the ceiling is reached, more than 0.</param>
    /// <param name="shape">d, more than 0.</param>
    /// <exception cref="CurveException">A parameter is not a finite number of more than 0; all are listed.</exception>
    public SaturatingCurve(double ceiling, double half, double shape)
        : this(ceiling, half, shape, FormulaRounding.Correct)
    {
    }

    /// <summary>Creates the curve.</summary>
    /// <param name="ceiling">c, the quality that ever more data approaches, more than 0.</param>
    /// <param name="half">b, the value of s^d at which half the ceiling is reached, more than 0.</param>
    /// <param name="shape">d, more than 0.</param>
    /// <param name="rounding">How a quality is rounded.</param>
    /// <exception cref="CurveException">A parameter is not a finite number of more than 0; all are listed.</exception>
    public SaturatingCurve(double ceiling, double half, double shape, FormulaRounding rounding)
    {
        CurveParameters.Require(FindFaults(ceiling, half, shape));
        Ceiling = ceiling;
        _half = half;
        _shape = shape;
        _rounding = rounding;
    }

    /// <inheritdoc/>
    public double Ceiling { get; }

    /// <summary>Lists the parameters that are not finite numbers of more than 0.</summary>
    /// <param name="ceiling">c.</param>
    /// <param name="half">b, the value of s^d at which half the ceiling is reached, more than 0.</param>
    /// <param name="shape">d, more than 0.</param>
    public static ImmutableArray<CurveFault> FindFaults(double ceiling, double half, double shape) =>
        CurveParameters.FindFaults((nameof(ceiling), ceiling), (nameof(half), half), (nameof(shape), shape));

    /// <inheritdoc/>
    public bool DecidesAssumption1 => true;

    /// <inheritdoc/>
    /// <remarks>Divided through by s^d: a power that overflows then gives the ceiling and not infinity by infinity. Rounded
    /// step by step, qualities are 0 where s^-d overflows.</remarks>
    public double Evaluate(double size) => _rounding == FormulaRounding.StepByStep
        ? Ceiling / (1 + (_half * StepByStepMath.Pow(size, -_shape)))
        : CurveParameters.Evaluate(new SaturatingFormula(Ceiling, _half, _shape, size), size, Ceiling);

    /// <summary>
    /// The curve rises strictly by its formula; it is above 1 where the ceiling is and sizes suffice.
    /// </summary>
    /// <param name="maxSize">The largest size, finite and at least 0.</param>
    public CurveViolation? FindViolation(double maxSize) => CurveParameters.FindAboveOne(this, maxSize);
}
