namespace Candor.Training.Features;

/// <summary>One cell of a row: a number, a category by its place in its feature's list, or nothing. The default value is
/// the absent one.</summary>
public readonly record struct FeatureValue
{
    private readonly double _number;
    private readonly int _category;

    private FeatureValue(FeatureValueKind kind, double number, int category)
    {
        Kind = kind;
        _number = number;
        _category = category;
    }

    /// <summary>No value.</summary>
    public static FeatureValue Absent => default;

    /// <summary>What it is.</summary>
    public FeatureValueKind Kind { get; }

    /// <summary>The number, in its column's own unit.</summary>
    /// <exception cref="InvalidOperationException">It is no number.</exception>
    public double AsNumber => Kind == FeatureValueKind.Number
        ? _number
        : throw new InvalidOperationException($"The value is of kind {Kind}; expected {FeatureValueKind.Number}.");

    /// <summary>The category's place in its feature's list, from 0.</summary>
    /// <exception cref="InvalidOperationException">It is no category.</exception>
    public int AsCategory => Kind == FeatureValueKind.Category
        ? _category
        : throw new InvalidOperationException($"The value is of kind {Kind}; expected {FeatureValueKind.Category}.");

    /// <summary>A number.</summary>
    /// <param name="value">The number, in its column's own unit.</param>
    /// <returns>The value.</returns>
    public static FeatureValue Number(double value) => new(FeatureValueKind.Number, value, 0);

    /// <summary>A category.</summary>
    /// <param name="place">Its place in its feature's list, from 0.</param>
    /// <returns>The value.</returns>
    public static FeatureValue Category(int place) => new(FeatureValueKind.Category, 0, place);
}
