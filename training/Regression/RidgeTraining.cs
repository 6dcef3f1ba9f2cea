using Candor.Training.Models;
using Candor.Training.Sums;
using Candor.Training.Targets;
using Candor.Training.Tasks;

namespace Candor.Training.Regression;

/// <summary>Trains a model from sums: ridge regression, with λ chosen and quality measured by generalised
/// cross-validation (Golub, Heath, Wahba 1979), from the same sums.</summary>
public static class RidgeTraining
{
    // Absolute, in records, and powers of two: whatever the data, the same λ are tried, and each is exact.
    private const int LeastExponent = -12;
    private const int GreatestExponent = 16;

    /// <summary>Trains a model.</summary>
    /// <param name="statistics">The sums of all records.</param>
    /// <param name="cancellationToken">Stops it between two λ.</param>
    /// <returns>The model that generalised cross-validation expects to err least; the constant one where no other is
    /// expected to do better, or nothing can be fitted.</returns>
    /// <exception cref="ArgumentException">The statistics are of no record.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TrainedModel Train(SufficientStatistics statistics, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        if (statistics.Records == 0)
        {
            throw new ArgumentException("There is no record to train from; expected one or more.", nameof(statistics));
        }

        NormalEquations equations = NormalEquations.Of(statistics);
        TrainedModel constant = Constant(statistics, equations);
        double variance = equations.TotalSquares / equations.Records;
        if (!(variance > 0))
        {
            return constant;
        }

        TrainedModel best = constant;
        double least = variance;
        for (int exponent = GreatestExponent; exponent >= LeastExponent; exponent--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (RidgeFit.TryFit(equations, Math.ScaleB(1, exponent)) is { } fit
                && fit.Score < least
                && IntegerWeights.TryRound(fit.Heads) is { } weights)
            {
                least = fit.Score;
                best = new TrainedModel(
                    new Model(statistics.Task, weights), statistics.Records, 1 - (fit.Score / variance), fit.Lambda);
            }
        }

        return best;
    }

    /// <summary>The model of sums that no records have: it knows nothing, and says the same of every row.</summary>
    /// <param name="task">What is learnt from what.</param>
    /// <param name="records">How many records there were, at least 0.</param>
    /// <returns>The first class, or the middle of the target's bounds; its quality is 0.</returns>
    public static TrainedModel Untrained(LearningTask task, long records)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentOutOfRangeException.ThrowIfNegative(records);
        int outputs = task.Target is ClassTarget target ? target.Classes.Count : 1;
        IntegerWeights weights = IntegerWeights.TryRound(
            [.. Enumerable.Range(0, outputs).Select(_ => new double[task.Map.Dimension])])
            ?? throw new InvalidOperationException("Weights of zero always round.");
        return new TrainedModel(new Model(task, weights), records, 0, null);
    }

    // The model of no feature: each output is its mean.
    private static TrainedModel Constant(SufficientStatistics statistics, NormalEquations equations)
    {
        double[][] heads = new double[equations.Labels.Length][];
        for (int output = 0; output < heads.Length; output++)
        {
            heads[output] = new double[equations.Dimension];
            heads[output][0] = equations.Labels[output][0] / equations.Records;
        }

        IntegerWeights weights = IntegerWeights.TryRound(heads)
            ?? throw new InvalidOperationException("Means of labels lie in [-1, 1], and such weights always round.");
        return new TrainedModel(new Model(statistics.Task, weights), statistics.Records, 0, null);
    }
}
