using Candor.Training.Features;

namespace Candor.Training.Targets;

/// <summary>What a model predicts: a <see cref="ClassTarget"/> or a <see cref="NumberTarget"/>. Immutable and
/// thread-safe.</summary>
public abstract class Target
{
    private protected Target(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>Its column's name.</summary>
    public string Name { get; }

    /// <summary>How many label columns the statistics have: K - 1 for K classes, since the last follows from the others;
    /// 1 for a number.</summary>
    public abstract int Heads { get; }

    /// <summary>How many numbers a model computes: K for K classes, 1 for a number.</summary>
    public abstract int Outputs { get; }

    /// <summary>What is wrong with a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The fault in words, with the target, the value and what was expected; null where there is none.</returns>
    public abstract string? FaultOf(FeatureValue value);

    /// <summary>Writes a value as integers, of which 2^15 stands for 1: one for each output, the last class included.</summary>
    /// <param name="value">A value without fault.</param>
    /// <param name="labels"><see cref="Outputs"/> integers.</param>
    /// <exception cref="ArgumentException">The value has a fault, or the span another length.</exception>
    public void Encode(FeatureValue value, Span<int> labels)
    {
        if (FaultOf(value) is { } fault)
        {
            throw new ArgumentException($"{fault}.", nameof(value));
        }

        if (labels.Length != Outputs)
        {
            throw new ArgumentException(
                $"'{Name}' is written as {Outputs} integers; there is room for {labels.Length}.", nameof(labels));
        }

        EncodeValue(value, labels);
    }

    private protected abstract void EncodeValue(FeatureValue value, Span<int> labels);
}
