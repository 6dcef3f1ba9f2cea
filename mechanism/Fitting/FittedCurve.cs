namespace Candor.Mechanism.Fitting;

/// <summary>A curve of a family that fits measurements best.</summary>
/// <param name="Family">The family.</param>
/// <param name="Parameters">Its parameters, in the order that the family names; sizes are in the measurements' unit.</param>
/// <param name="Error">The root of the mean squared distance from the mean measurements, in quality.</param>
public sealed record FittedCurve(CurveFamily Family, IReadOnlyList<double> Parameters, double Error)
{
    /// <summary>Q(size), to within a few last digits, which differ between platforms. What a market settles with is the
    /// family's own curve, which is correctly rounded.</summary>
    /// <param name="size">The size, in the measurements' unit, at least 0.</param>
    /// <returns>The quality.</returns>
    public double Evaluate(double size) => CurveFormulas.Evaluate(Family, Parameters, size);

    /// <summary>Which parameters the search left at the end of what it may try, so that no measurement says how large they
    /// are. For the curve as it was fitted, before <see cref="InUnitsOf"/>.</summary>
    /// <returns>Their places in <see cref="Parameters"/>, rising.</returns>
    public IReadOnlyList<int> ParametersAtBounds() =>
        [.. Enumerable.Range(0, Parameters.Count).Where(place => CurveFormulas.IsAtBound(Family, place, Parameters[place]))];

    /// <summary>The same curve for sizes in another unit.</summary>
    /// <param name="unit">How many of the measurements' units make one, more than 0.</param>
    /// <returns>The curve; a <see cref="CurveFamily.Sigmoid"/> has its unit divided.</returns>
    public FittedCurve InUnitsOf(double unit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(unit);
        double[] scaled = [.. Parameters];
        switch (Family)
        {
            case CurveFamily.PowerLaw:
                scaled[1] /= unit;
                break;
            case CurveFamily.Saturating:
                scaled[1] /= Math.Pow(unit, scaled[2]);
                break;
            case CurveFamily.Exponential:
                scaled[1] *= Math.Pow(unit, scaled[2]);
                break;
            default:
                scaled[0] /= unit;
                break;
        }

        return this with { Parameters = scaled };
    }
}
