using Candor.Training.Features;
using Candor.Training.Targets;
using Candor.Training.Tasks;
using Candor.Training.Tests.Attacks;
using Candor.Training.Tests.Data;

namespace Candor.Benchmarks.Training;

/// <summary>Ridge regression as one would write it who has all rows: in doubles, with neither integers nor sums of
/// members, and no rounded weights.</summary>
internal sealed class RowsRidge
{
    private readonly Examples _examples;
    private readonly LearningTask _task;
    private readonly double[][] _heads;

    /// <summary>Fits.</summary>
    /// <param name="examples">The data set.</param>
    /// <param name="task">The map and the target.</param>
    /// <param name="rows">The rows to fit.</param>
    /// <param name="lambda">λ, in records.</param>
    internal RowsRidge(Examples examples, LearningTask task, IReadOnlyList<int> rows, double lambda)
    {
        _examples = examples;
        _task = task;
        double[][] phi = [.. rows.Select(Phi)];
        double[][] labels = [.. rows.Select(Labels)];
        _heads = [.. Enumerable.Range(0, task.Target.Outputs).Select(head => Fit(phi, [.. labels.Select(label => label[head])], lambda))];
    }

    /// <summary>Accuracy for classes, R² for a number.</summary>
    /// <param name="rows">The rows to measure on.</param>
    internal double Score(IReadOnlyList<int> rows)
    {
        if (_task.Target is ClassTarget)
        {
            return rows.Average(row => ClassOf(row) == _examples.TargetOf(row).AsCategory ? 1.0 : 0);
        }

        double[] held = [.. rows.Select(row => Labels(row)[0])];
        double mean = held.Average();
        double error = rows.Select((row, i) => Square(held[i] - SemidefiniteMatrix.Dot(_heads[0], Phi(row)))).Sum();
        return 1 - (error / held.Sum(label => Square(label - mean)));
    }

    private static double[] Fit(double[][] phi, double[] labels, double lambda)
    {
        int p = phi[0].Length;
        double[,] matrix = new double[p, p];
        double[] right = new double[p];
        for (int row = 0; row < phi.Length; row++)
        {
            for (int i = 0; i < p; i++)
            {
                right[i] += phi[row][i] * labels[row];
                for (int j = 0; j <= i; j++)
                {
                    matrix[i, j] += phi[row][i] * phi[row][j];
                }
            }
        }

        for (int i = 1; i < p; i++)
        {
            matrix[i, i] += lambda;
        }

        SemidefiniteMatrix.Solve(matrix, right);
        return right;
    }

    private int ClassOf(int row)
    {
        double[] phi = Phi(row);
        double[] scores = [.. _heads.Select(head => SemidefiniteMatrix.Dot(head, phi))];
        return Array.IndexOf(scores, scores.Max());
    }

    private double[] Phi(int row)
    {
        int[] phi = new int[_task.Map.Dimension];
        _task.Map.Apply(_examples.Row(row), phi);
        return [.. phi.Select(entry => entry / (double)FeatureMap.One)];
    }

    private double[] Labels(int row)
    {
        int[] labels = new int[_task.Target.Outputs];
        _task.Target.Encode(_examples.TargetOf(row), labels);
        return [.. labels.Select(label => label / (double)FeatureMap.One)];
    }

    private static double Square(double value) => value * value;
}
