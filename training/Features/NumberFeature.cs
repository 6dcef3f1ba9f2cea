using System.Globalization;

namespace Candor.Training.Features;

/// <summary>A number between two bounds, which a model reads as one column, and with a second that says whether it is
/// there where it may be absent.</summary>
public sealed class NumberFeature : Feature
{
    /// <summary>Makes a feature.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="minimum">The least value, inclusive, finite.</param>
    /// <param name="maximum">The greatest value, inclusive, finite, above the least.</param>
    /// <param name="isOptional">Whether a row may lack it.</param>
    /// <exception cref="ArgumentException">The name is empty, or <see cref="RangeFault"/> names a fault.</exception>
    public NumberFeature(string name, double minimum, double maximum, bool isOptional = false)
        : base(name, isOptional)
    {
        if (RangeFault(minimum, maximum) is { } fault)
        {
            throw new ArgumentException($"'{name}' {fault}.", nameof(minimum));
        }

        Minimum = minimum;
        Maximum = maximum;
        EncodedColumn range = EncodedColumn.Range(name, minimum, maximum);
        Columns = isOptional ? [range, EncodedColumn.Indicator($"{name}?")] : [range];
    }

    /// <summary>The least value, inclusive.</summary>
    public double Minimum { get; }

    /// <summary>The greatest value, inclusive.</summary>
    public double Maximum { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<EncodedColumn> Columns { get; }

    /// <summary>Why numbers cannot be scaled between two bounds.</summary>
    /// <param name="minimum">The least value.</param>
    /// <param name="maximum">The greatest value.</param>
    /// <returns>The fault in words; null where there is none.</returns>
    public static string? RangeFault(double minimum, double maximum)
    {
        if (!(minimum < maximum) || !double.IsFinite(minimum) || !double.IsFinite(maximum))
        {
            return Invariant($"has the bounds {minimum} and {maximum}; expected two finite numbers, the first below the second");
        }

        double factor = 2.0 * FeatureMap.One / (maximum - minimum);
        return double.IsNormal(factor)
            ? null
            : Invariant($"has the bounds {minimum} and {maximum}; their difference is too large or too small to scale with");
    }

    private protected override string? ValueFault(FeatureValue value)
    {
        if (value.Kind != FeatureValueKind.Number)
        {
            return $"'{Name}' has a category as its value; expected a number";
        }

        double number = value.AsNumber;
        return number >= Minimum && number <= Maximum
            ? null
            : Invariant($"'{Name}' is {number}; expected a number from {Minimum} to {Maximum}");
    }

    private protected override void EncodeValue(FeatureValue value, Span<double> encoded)
    {
        bool isThere = value.Kind == FeatureValueKind.Number;

        // The middle of the range is z = 0, by which an absent value adds nothing to any ramp.
        encoded[0] = isThere ? value.AsNumber : Minimum + ((Maximum - Minimum) / 2);
        if (IsOptional)
        {
            encoded[1] = isThere ? 1 : 0;
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
