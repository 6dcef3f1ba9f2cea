using Candor.Training.Features;
using Candor.Training.Sums;

namespace Candor.Training.Tests.Attacks;

/// <summary>
/// Who has nothing but a sum looks for the records behind it. Σφφᵀ of m records has them all in its row space, of m
/// dimensions; while m is below p, few other points x have φ(x) there. From a start drawn with the mean and covariance that
/// the sum itself gives away, steps of Gauss and Newton (damped, as by Levenberg and Marquardt) make the part of φ(x) outside
/// the space as small as they can.
/// </summary>
internal sealed class RowSpaceAttack
{
    private const double RankTolerance = 1e-10;
    private const double Step = 1.0 / 256;
    private const int MostSteps = 60;

    // φ is rounded to 15 bits. Steps stop where no more can be gained, and a point counts as inside within all its rounding.
    private const double Gained = 1e-5;
    private const double Inside = 3e-4;

    // How hard steps are damped, and how that changes after a good and a bad one.
    private const double FirstDamping = 1e-2;
    private const double LeastDamping = 1e-9;
    private const double MostDamping = 1e6;
    private const double DampingFactor = 5;

    private readonly FeatureMap _map;
    private readonly NumberFeature[] _features;
    private readonly double[][] _space;
    private readonly double[] _mean;
    private readonly List<double[]> _spread;

    /// <summary>Prepares the attack.</summary>
    /// <param name="sum">The pooled statistics, of a map of numbers that are never absent.</param>
    internal RowSpaceAttack(SufficientStatistics sum)
    {
        _map = sum.Task.Map;
        _features = [.. _map.Features.Cast<NumberFeature>()];
        double[,] gram = GramOf(sum);
        _space = SemidefiniteMatrix.Orthonormalise(SemidefiniteMatrix.Factor(gram, RankTolerance));

        // The first entry of φ is 1, so the first row of the mean of φφᵀ is the mean of φ.
        int columns = _features.Length;
        double[,] covariance = new double[columns, columns];
        _mean = [.. Enumerable.Range(1, columns).Select(i => gram[0, i])];
        for (int i = 0; i < columns; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                covariance[i, j] = gram[1 + i, 1 + j] - (_mean[i] * _mean[j]);
            }
        }

        _spread = SemidefiniteMatrix.Factor(covariance, RankTolerance);
    }

    /// <summary>The dimensions of the row space.</summary>
    internal int Rank => _space.Length;

    /// <summary>Attacks from one start.</summary>
    /// <param name="random">Where the start comes from.</param>
    /// <returns>Scaled columns, from -1 to 1, of a point whose φ lies in the row space; null where the steps end
    /// elsewhere.</returns>
    internal double[]? Run(Random random)
    {
        double[] z = Start(random);
        double[] outside = OutsideOf(z);
        double error = SemidefiniteMatrix.Dot(outside, outside);
        double damping = FirstDamping;
        for (int step = 0; step < MostSteps && Math.Sqrt(error) > Gained && damping < MostDamping; step++)
        {
            double[] next = Improve(z, outside, damping);
            double[] nextOutside = OutsideOf(next);
            double nextError = SemidefiniteMatrix.Dot(nextOutside, nextOutside);
            if (nextError < error)
            {
                (z, outside, error) = (next, nextOutside, nextError);
                damping = Math.Max(damping / DampingFactor, LeastDamping);
            }
            else
            {
                damping *= DampingFactor;
            }
        }

        return Math.Sqrt(error) <= Inside ? z : null;
    }

    private static double[,] GramOf(SufficientStatistics sum)
    {
        int p = sum.Layout.Dimension;
        double[,] gram = new double[p, p];
        for (int i = 0; i < p; i++)
        {
            for (int j = i; j < p; j++)
            {
                gram[i, j] = gram[j, i] =
                    sum.Coordinates[sum.Layout.Gram(i, j)] / (double)SufficientStatistics.Unit / sum.Records;
            }
        }

        return gram;
    }

    private double[] Start(Random random)
    {
        double[] z = [.. _mean];
        foreach (double[] direction in _spread)
        {
            // The sum of twelve uniform numbers less six is near enough to a normal one.
            double size = Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
            for (int i = 0; i < z.Length; i++)
            {
                z[i] += size * direction[i];
            }
        }

        return [.. z.Select(entry => Math.Clamp(entry, -1, 1))];
    }

    private double[] Improve(double[] z, double[] outside, double damping)
    {
        double[][] slopes = [.. Enumerable.Range(0, z.Length).Select(i => SlopeOf(z, i))];
        double[,] normal = new double[z.Length, z.Length];
        double[] move = new double[z.Length];
        for (int i = 0; i < z.Length; i++)
        {
            move[i] = -SemidefiniteMatrix.Dot(slopes[i], outside);
            for (int j = 0; j <= i; j++)
            {
                normal[i, j] = SemidefiniteMatrix.Dot(slopes[i], slopes[j]) + (i == j ? damping : 0);
            }
        }

        SemidefiniteMatrix.Solve(normal, move);
        return [.. z.Zip(move, (entry, by) => Math.Clamp(entry + by, -1, 1))];
    }

    private double[] SlopeOf(double[] z, int column)
    {
        double[] moved = [.. z];
        (double low, double high) = (Math.Max(-1, z[column] - Step), Math.Min(1, z[column] + Step));
        moved[column] = high;
        double[] slope = PhiOf(moved);
        moved[column] = low;
        double[] below = PhiOf(moved);
        for (int i = 0; i < slope.Length; i++)
        {
            slope[i] = (slope[i] - below[i]) / (high - low);
        }

        SemidefiniteMatrix.Subtract(_space, slope);
        return slope;
    }

    private double[] OutsideOf(double[] z)
    {
        double[] phi = PhiOf(z);
        SemidefiniteMatrix.Subtract(_space, phi);
        return phi;
    }

    private double[] PhiOf(double[] z)
    {
        double[] encoded = [.. z.Zip(
            _features, (entry, feature) => feature.Minimum + ((entry + 1) / 2 * (feature.Maximum - feature.Minimum)))];
        int[] phi = new int[_map.Dimension];
        _map.Apply(encoded, phi);
        return [.. phi.Select(entry => entry / (double)FeatureMap.One)];
    }
}
