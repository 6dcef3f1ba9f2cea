using Candor.Training.Features;

namespace Candor.Training.Targets;

/// <summary>One of K classes.</summary>
public sealed class ClassTarget : Target
{
    /// <summary>The most classes.</summary>
    public const int MaxClasses = 256;

    /// <summary>Makes a target.</summary>
    /// <param name="name">Its column's name.</param>
    /// <param name="classes">The classes, 2 to <see cref="MaxClasses"/>, each once.</param>
    /// <exception cref="ArgumentException">The name is empty, there are too few or too many classes, or one twice.</exception>
    public ClassTarget(string name, IEnumerable<string> classes)
        : base(name)
    {
        Classes = [.. classes];
        if (Classes.Count is < 2 or > MaxClasses
            || Classes.Distinct(StringComparer.Ordinal).Count() != Classes.Count)
        {
            throw new ArgumentException(
                $"'{name}' has {Classes.Count} classes; expected 2 to {MaxClasses}, each once.", nameof(classes));
        }
    }

    /// <summary>The classes, in the order of their places.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public override int Heads => Classes.Count - 1;

    /// <inheritdoc/>
    public override int Outputs => Classes.Count;

    /// <inheritdoc/>
    public override string? FaultOf(FeatureValue value) => value.Kind switch
    {
        FeatureValueKind.Absent => $"'{Name}' has no value; expected a class",
        FeatureValueKind.Number => $"'{Name}' has a number as its value; expected a class",
        _ when (uint)value.AsCategory >= (uint)Classes.Count =>
            $"'{Name}' has the class at place {value.AsCategory}; expected a place below {Classes.Count}",
        _ => null,
    };

    private protected override void EncodeValue(FeatureValue value, Span<int> labels)
    {
        labels.Clear();
        labels[value.AsCategory] = FeatureMap.One;
    }
}
