using System.Globalization;
using Candor.Training.Features;

namespace Candor.Training.Targets;

/// <summary>A number between two bounds.</summary>
public sealed class NumberTarget : Target
{
    private readonly EncodedColumn _column;

    /// <summary>Makes a target.</summary>
    /// <param name="name">Its column's name.</param>
    /// <param name="minimum">The least value, inclusive, finite.</param>
    /// <param name="maximum">The greatest value, inclusive, finite, above the least.</param>
    /// <exception cref="ArgumentException">The name is empty, or <see cref="NumberFeature.RangeFault"/> names a fault.</exception>
    public NumberTarget(string name, double minimum, double maximum)
        : base(name)
    {
        if (NumberFeature.RangeFault(minimum, maximum) is { } fault)
        {
            throw new ArgumentException($"'{name}' {fault}.", nameof(minimum));
        }

        Minimum = minimum;
        Maximum = maximum;
        _column = EncodedColumn.Range(name, minimum, maximum);
    }

    /// <summary>The least value, inclusive.</summary>
    public double Minimum { get; }

    /// <summary>The greatest value, inclusive.</summary>
    public double Maximum { get; }

    /// <inheritdoc/>
    public override int Heads => 1;

    /// <inheritdoc/>
    public override int Outputs => 1;

    /// <summary>Half the distance of the bounds: what 1 in a model's output is worth in the column's unit.</summary>
    internal double HalfRange => (Maximum - Minimum) / 2;

    /// <inheritdoc/>
    public override string? FaultOf(FeatureValue value) => value.Kind switch
    {
        FeatureValueKind.Absent => $"'{Name}' has no value; expected a number",
        FeatureValueKind.Category => $"'{Name}' has a class as its value; expected a number",
        _ when !(value.AsNumber >= Minimum && value.AsNumber <= Maximum) => string.Create(
            CultureInfo.InvariantCulture,
            $"'{Name}' is {value.AsNumber}; expected a number from {Minimum} to {Maximum}"),
        _ => null,
    };

    private protected override void EncodeValue(FeatureValue value, Span<int> labels) =>
        labels[0] = _column.Scale(value.AsNumber);
}
