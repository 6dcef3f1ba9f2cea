using Candor.Training.Features;
using Candor.Training.Tasks;
using Candor.Training.Tests.Data;

namespace Candor.Training.Tests.Regression;

/// <summary>Ridge regression on rows, as one would write it who has them all: in doubles, by coordinate descent, with
/// neither integers nor sums nor Cholesky.</summary>
internal static class PooledRidge
{
    private const int Sweeps = 3000;

    internal static double Quality(Examples examples, LearningTask task, int[] train, int[] test, double lambda)
    {
        double[][] rows = [.. train.Select(row => Phi(examples, task, row))];
        double[] labels = [.. train.Select(row => Label(examples, task, row))];
        double[] weights = Fit(rows, labels, lambda);

        double[] held = [.. test.Select(row => Label(examples, task, row))];
        double mean = held.Average();
        double error = test.Select((row, i) => Square(held[i] - Dot(Phi(examples, task, row), weights))).Sum();
        return 1 - (error / held.Sum(label => Square(label - mean)));
    }

    private static double[] Fit(double[][] rows, double[] labels, double lambda)
    {
        double[] weights = new double[rows[0].Length];
        double[] left = [.. labels];
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int j = 0; j < weights.Length; j++)
            {
                double gradient = 0;
                double squares = j == 0 ? 0 : lambda;
                for (int i = 0; i < rows.Length; i++)
                {
                    gradient += rows[i][j] * left[i];
                    squares += Square(rows[i][j]);
                }

                double step = (gradient - (j == 0 ? 0 : lambda * weights[j])) / squares;
                weights[j] += step;
                for (int i = 0; i < rows.Length; i++)
                {
                    left[i] -= step * rows[i][j];
                }
            }
        }

        return weights;
    }

    private static double[] Phi(Examples examples, LearningTask task, int row)
    {
        int[] phi = new int[task.Map.Dimension];
        task.Map.Apply(examples.Row(row), phi);
        return [.. phi.Select(entry => entry / (double)FeatureMap.One)];
    }

    private static double Label(Examples examples, LearningTask task, int row)
    {
        int[] labels = new int[1];
        task.Target.Encode(examples.TargetOf(row), labels);
        return labels[0] / (double)FeatureMap.One;
    }

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

    private static double Square(double value) => value * value;
}
