namespace Candor.Training.Features;

/// <summary>A column that a model learns from: a <see cref="NumberFeature"/> or a <see cref="CategoryFeature"/>.
/// Immutable and thread-safe.</summary>
public abstract class Feature
{
    private protected Feature(string name, bool isOptional)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        IsOptional = isOptional;
    }

    /// <summary>Its name, unique among the features of a task.</summary>
    public string Name { get; }

    /// <summary>Whether a row may lack it. Such a feature has one encoded column more, which says whether it is there.</summary>
    public bool IsOptional { get; }

    /// <summary>The columns of what a model reads that this feature makes, in order.</summary>
    public abstract IReadOnlyList<EncodedColumn> Columns { get; }

    /// <summary>What is wrong with a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The fault in words, with the feature, the value and what was expected; null where there is none.</returns>
    public string? FaultOf(FeatureValue value)
    {
        if (value.Kind == FeatureValueKind.Absent)
        {
            return IsOptional ? null : $"'{Name}' has no value; expected one";
        }

        return ValueFault(value);
    }

    /// <summary>Writes a value as the numbers that a model reads.</summary>
    /// <param name="value">A value without fault.</param>
    /// <param name="encoded">One number for each of <see cref="Columns"/>.</param>
    /// <exception cref="ArgumentException">The value has a fault, or the span another length.</exception>
    public void Encode(FeatureValue value, Span<double> encoded)
    {
        if (FaultOf(value) is { } fault)
        {
            throw new ArgumentException($"{fault}.", nameof(value));
        }

        if (encoded.Length != Columns.Count)
        {
            throw new ArgumentException(
                $"'{Name}' is written as {Columns.Count} numbers; there is room for {encoded.Length}.", nameof(encoded));
        }

        EncodeValue(value, encoded);
    }

    private protected abstract string? ValueFault(FeatureValue value);

    private protected abstract void EncodeValue(FeatureValue value, Span<double> encoded);
}
