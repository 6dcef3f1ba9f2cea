namespace Candor.Mechanism.Curves;

/// <summary>Q(t) = (1 - e^-t) / (1 + e^-t), the curve of section 6.1; from 0 towards 1.</summary>
public sealed class SigmoidCurve : IQualityCurve
{
    /// <inheritdoc/>
    /// <remarks>
    /// tanh(t/2) is the same function and keeps every digit near 0, where 1 - e^-t cancels. The -expm1 form would serve
    /// as well; this one is a single call.
    /// </remarks>
    public double Evaluate(double size) => Math.Tanh(size / 2);

    /// <summary>None: tanh rises strictly from 0 and stays below 1.</summary>
    /// <param name="maxSize">The largest size, finite and at least 0.</param>
    /// <returns>Null. Beyond a size of about 38 doubles can no longer tell the quality from 1; that is rounding.</returns>
    public CurveViolation? FindViolation(double maxSize)
    {
        SampledAssumption1.RequireRange(maxSize);
        return null;
    }
}
