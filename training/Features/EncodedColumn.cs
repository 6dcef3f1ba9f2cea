namespace Candor.Training.Features;

/// <summary>A column of what a model reads: a number that is scaled to an integer z in [-2^15, 2^15].</summary>
/// <param name="Name">Its name: a feature's, a feature's with a category (<c>ward=3</c>), or a feature's with the mark of
/// presence (<c>age?</c>).</param>
/// <param name="Origin">What is subtracted first, in the column's own unit.</param>
/// <param name="Factor">What the difference is multiplied with.</param>
/// <param name="Offset">What is added last.</param>
public sealed record EncodedColumn(string Name, double Origin, double Factor, double Offset)
{
    /// <summary>Scales a value. The order of the three operations is part of every model: others round differently.</summary>
    /// <param name="value">The value, in the column's own unit.</param>
    /// <returns>z, an integer in [-2^15, 2^15]; a value beyond the bounds counts as the bound.</returns>
    public int Scale(double value)
    {
        double scaled = Math.Round(((value - Origin) * Factor) + Offset, MidpointRounding.ToEven);
        return (int)Math.Clamp(scaled, -FeatureMap.One, FeatureMap.One);
    }

    /// <summary>A column of zeros and ones, whose one is 2^15.</summary>
    internal static EncodedColumn Indicator(string name) => new(name, 0, FeatureMap.One, 0);

    /// <summary>A column of numbers between two bounds, which are ∓2^15.</summary>
    internal static EncodedColumn Range(string name, double minimum, double maximum) =>
        new(name, minimum, 2.0 * FeatureMap.One / (maximum - minimum), -FeatureMap.One);
}
