using Candor.Training.Features;
using Candor.Training.Targets;
using Candor.Training.Tasks;

namespace Candor.Training.Models;

/// <summary>A linear model on φ: scores as exact integers, so that it predicts the same wherever it runs. Immutable and
/// thread-safe.</summary>
public sealed class Model
{
    internal Model(LearningTask task, IntegerWeights weights)
    {
        Task = task;
        Weights = weights;
    }

    /// <summary>What it predicts from what.</summary>
    public LearningTask Task { get; }

    internal IntegerWeights Weights { get; }

    /// <summary>What 1 is in an integer score: the unit of φ and that of the weights.</summary>
    internal double ScoreUnit => Math.ScaleB(1, -(Weights.Exponent + 15));

    /// <summary>Predicts the outputs of a row.</summary>
    /// <param name="row">One value for each feature.</param>
    /// <returns>One score for each class, about 1 for the row's own and 0 for others; or one number in [-1, 1] or somewhat
    /// beyond, -1 at the target's least value and 1 at its greatest.</returns>
    /// <exception cref="ArgumentException">The row has a fault.</exception>
    public double[] Score(ReadOnlySpan<FeatureValue> row)
    {
        int[] phi = new int[Task.Map.Dimension];
        Task.Map.Apply(row, phi);
        return [.. Weights.Heads.Select(head => Exact(head, phi) * ScoreUnit)];
    }

    /// <summary>Predicts the target of a row.</summary>
    /// <param name="row">One value for each feature.</param>
    /// <returns>The class with the greatest score, of equal ones the first; or a number in the target's own unit.</returns>
    /// <exception cref="ArgumentException">The row has a fault.</exception>
    public FeatureValue Predict(ReadOnlySpan<FeatureValue> row)
    {
        double[] scores = Score(row);
        return Task.Target is NumberTarget number
            ? FeatureValue.Number(((scores[0] + 1) * number.HalfRange) + number.Minimum)
            : FeatureValue.Category(Array.IndexOf(scores, scores.Max()));
    }

    private static long Exact(long[] head, int[] phi)
    {
        long sum = 0;
        for (int j = 0; j < head.Length; j++)
        {
            sum += head[j] * phi[j];
        }

        return sum;
    }
}
