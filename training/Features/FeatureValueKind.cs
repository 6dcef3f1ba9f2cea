namespace Candor.Training.Features;

/// <summary>What a <see cref="FeatureValue"/> is.</summary>
public enum FeatureValueKind
{
    /// <summary>No value.</summary>
    Absent = 0,

    /// <summary>A number.</summary>
    Number = 1,

    /// <summary>A category, by its place in a list.</summary>
    Category = 2,
}
