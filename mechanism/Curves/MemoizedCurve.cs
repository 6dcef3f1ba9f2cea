using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Curves;

/// <summary>A curve that remembers its qualities.</summary>
/// <param name="curve">Q.</param>
internal sealed class MemoizedCurve(IQualityCurve curve) : IQualityCurve
{
    private readonly Remembered _qualities = new(curve.Evaluate);

    /// <inheritdoc/>
    public double Ceiling => curve.Ceiling;

    /// <inheritdoc/>
    public bool DecidesAssumption1 => curve.DecidesAssumption1;

    /// <inheritdoc/>
    public double Evaluate(double size) => _qualities.Of(size);

    /// <inheritdoc/>
    public CurveViolation? FindViolation(double maxSize) => curve.FindViolation(maxSize);
}
