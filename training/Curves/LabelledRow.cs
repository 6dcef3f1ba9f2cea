using Candor.Training.Features;

namespace Candor.Training.Curves;

/// <summary>A row whose target is known.</summary>
/// <param name="Features">One value for each feature.</param>
/// <param name="Target">The target's value.</param>
public sealed record LabelledRow(ReadOnlyMemory<FeatureValue> Features, FeatureValue Target);
