using Candor.Training.Features;
using Candor.Training.Sums;
using Candor.Training.Tasks;
using Candor.Training.Tests.Data;

namespace Candor.Training.Tests.Attacks;

/// <summary>The attack on the sum of some tumour records, and what it found.</summary>
/// <param name="Records">m, how many records were pooled.</param>
/// <param name="Dimension">p.</param>
/// <param name="Rank">The dimensions of the row space.</param>
/// <param name="Inside">How many starts ended at a point of the row space.</param>
/// <param name="Found">How many of the records were found again, each in every column to three digits.</param>
internal sealed record RowSpaceTrial(int Records, int Dimension, int Rank, int Inside, int Found)
{
    /// <summary>30 columns and 128 ramps: p = 159.</summary>
    internal const int Ramps = 128;

    // A column reaches from -1 to 1.
    private const double ThreeDigits = 1e-3;

    /// <summary>Pools records, attacks their sum, and compares.</summary>
    /// <param name="records">How many to pool.</param>
    /// <param name="starts">From how many starts to attack.</param>
    /// <param name="seed">Which records, and which starts.</param>
    internal static RowSpaceTrial Run(int records, int starts, int seed)
    {
        Examples examples = Examples.Cancer();
        LearningTask task = examples.Task(Ramps);
        int[] pooled = examples.Shuffled(seed)[..records];
        SufficientStatistics sum = examples.Sum(task, pooled);
        double[][] truth = [.. pooled.Select(row => ColumnsOf(task.Map, examples.Row(row)))];

        var attack = new RowSpaceAttack(sum);
        var random = new Random(seed);
        double[][] ends = [.. Enumerable.Range(0, starts).Select(_ => attack.Run(random)).OfType<double[]>()];
        int found = truth.Count(record => ends.Any(
            end => end.Zip(record, (left, right) => Math.Abs(left - right)).Max() <= ThreeDigits));
        return new RowSpaceTrial(records, task.Map.Dimension, attack.Rank, ends.Length, found);
    }

    private static double[] ColumnsOf(FeatureMap map, ReadOnlySpan<FeatureValue> row)
    {
        int[] phi = new int[map.Dimension];
        map.Apply(row, phi);
        return [.. phi[1..(1 + map.Columns.Count)].Select(entry => entry / (double)FeatureMap.One)];
    }
}
