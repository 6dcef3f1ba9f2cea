using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Curves;

/// <summary>Q(t) = (1 - e^-t) / (1 + e^-t), the curve of section 6.1; from 0 towards 1.</summary>
public sealed class SigmoidCurve : IQualityCurve
{
    private readonly FormulaRounding _rounding;

    /// <summary>Creates the curve, correctly rounded.</summary>
    public SigmoidCurve()
        : this(FormulaRounding.Correct)
    {
    }

    /// <summary>Creates the curve.</summary>
    /// <param name="rounding">How a quality is rounded.</param>
    public SigmoidCurve(FormulaRounding rounding)
    {
        _rounding = rounding;
    }

    /// <inheritdoc/>
    public double Ceiling => 1;

    /// <inheritdoc/>
    public bool DecidesAssumption1 => true;

    /// <inheritdoc/>
    /// <remarks>Every digit near 0 too, where 1 - e^-t cancels; the same bits on every platform.</remarks>
    public double Evaluate(double size) => _rounding == FormulaRounding.StepByStep
        ? StepByStepMath.Sigmoid(size)
        : PortableMath.Sigmoid(size);

    /// <summary>None: the curve rises strictly from 0 and stays below 1.</summary>
    /// <param name="maxSize">The largest size, finite and at least 0.</param>
    /// <returns>
    /// Null. Beyond a size of about 38 doubles can no longer tell the quality from 1; that is rounding.
    /// </returns>
    public CurveViolation? FindViolation(double maxSize)
    {
        SampledAssumption1.RequireRange(maxSize);
        return null;
    }
}
