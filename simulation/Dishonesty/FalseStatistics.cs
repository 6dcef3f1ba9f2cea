using Candor.Training.Sums;
using Candor.Training.Targets;

namespace Candor.Simulation.Dishonesty;

/// <summary>Statistics as a cheater forges them: of as many records as it reported, each within its bounds, so that only a look
/// at the records tells.</summary>
public static class FalseStatistics
{
    /// <summary>Turns every label round: of two classes each record has the other, and a number is mirrored between its
    /// bounds. Of more classes, each record of the first has the second, and the other way round.</summary>
    /// <param name="statistics">Those of one's records.</param>
    public static SufficientStatistics TurnLabelsRound(SufficientStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        SumLayout layout = statistics.Layout;
        long[] forged = statistics.Coordinates.ToArray();
        Span<long> first = forged.AsSpan(layout.GramCount, layout.Dimension);
        if (statistics.Task.Target is ClassTarget { Classes.Count: > 2 })
        {
            Span<long> second = forged.AsSpan(layout.GramCount + layout.Dimension, layout.Dimension);
            for (int j = 0; j < first.Length; j++)
            {
                (first[j], second[j]) = (second[j], first[j]);
            }
        }
        else
        {
            // The Gram matrix begins with the sums of φ itself, φ₀ times it: all records less those of a class.
            bool isOfClasses = statistics.Task.Target is ClassTarget;
            for (int j = 0; j < first.Length; j++)
            {
                first[j] = isOfClasses ? forged[j] - first[j] : -first[j];
            }
        }

        return SufficientStatistics.FromCoordinates(statistics.Task, forged);
    }
}
