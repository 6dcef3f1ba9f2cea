namespace Candor.Mechanism.Curves;

/// <summary>Q(t) = t, the curve of section 6.2; from 0 without bound.</summary>
public sealed class LinearCurve : IQualityCurve
{
    /// <inheritdoc/>
    public bool DecidesAssumption1 => true;

    /// <inheritdoc/>
    public double Evaluate(double size) => size;

    /// <summary>Q(t) = t breaks Q ≤ 1 exactly when sizes above 1 can occur.</summary>
    /// <param name="maxSize">The largest size, finite and at least 0.</param>
    public CurveViolation? FindViolation(double maxSize)
    {
        SampledAssumption1.RequireRange(maxSize);
        return maxSize > 1
            ? new CurveViolation(CurveClause.AtMostOne, maxSize, maxSize, maxSize, maxSize)
            : null;
    }
}
