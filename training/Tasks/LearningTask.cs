using Candor.Training.Features;
using Candor.Training.Targets;

namespace Candor.Training.Tasks;

/// <summary>What is learnt from what: a feature map and a target. Immutable and thread-safe.</summary>
public sealed class LearningTask
{
    /// <summary>Makes a task.</summary>
    /// <param name="map">What is learnt from.</param>
    /// <param name="target">What is learnt, no feature of the map.</param>
    /// <exception cref="ArgumentException">The target is one of the features.</exception>
    public LearningTask(FeatureMap map, Target target)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(target);
        if (map.Features.Any(feature => feature.Name == target.Name))
        {
            throw new ArgumentException(
                $"'{target.Name}' is a feature and the target; expected it to be one of them.", nameof(target));
        }

        Map = map;
        Target = target;
    }

    /// <summary>What is learnt from.</summary>
    public FeatureMap Map { get; }

    /// <summary>What is learnt.</summary>
    public Target Target { get; }

    /// <summary>What is wrong with an example.</summary>
    /// <param name="row">One value for each feature.</param>
    /// <param name="target">The target's value.</param>
    /// <returns>The first fault in words; null where there is none.</returns>
    public string? FaultOf(ReadOnlySpan<FeatureValue> row, FeatureValue target) =>
        Map.FaultOf(row) ?? Target.FaultOf(target);
}
