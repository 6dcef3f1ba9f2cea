using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Regression;
using Candor.Training.Sums;
using Candor.Training.Targets;
using Candor.Training.Tasks;

namespace Candor.Training.Tests.Data;

/// <summary>A made-up task with every kind of feature: a number, one that may be absent, a category, and one that may be
/// absent.</summary>
internal static class Mixed
{
    internal static LearningTask Task(int ramps = 8) => new(
        new FeatureMap(
            [
                new NumberFeature("age", 0, 120),
                new NumberFeature("dose", -1.5, 2.25, isOptional: true),
                new CategoryFeature("ward", ["north", "south", "east"]),
                new CategoryFeature("smokes", ["yes", "no"], isOptional: true),
            ],
            ramps,
            new byte[FeatureMap.SeedBytes]),
        new ClassTarget("outcome", ["well", "ill", "unknown"]));

    internal static FeatureValue[][] Rows(int count, int seed = 1)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(_ => new[]
            {
                FeatureValue.Number(random.Next(0, 121)),
                random.Next(3) == 0 ? FeatureValue.Absent : FeatureValue.Number((random.NextDouble() * 3.75) - 1.5),
                FeatureValue.Category(random.Next(3)),
                random.Next(4) == 0 ? FeatureValue.Absent : FeatureValue.Category(random.Next(2)),
            }),
        ];
    }

    internal static FeatureValue TargetOf(FeatureValue[] row) => FeatureValue.Category(
        row[0].AsNumber > 80 ? 1 : row[2].AsCategory == 2 ? 2 : 0);

    internal static SufficientStatistics Sum(LearningTask task, IEnumerable<FeatureValue[]> rows)
    {
        var sum = new SufficientStatistics(task);
        foreach (FeatureValue[] row in rows)
        {
            sum.Add(row, TargetOf(row));
        }

        return sum;
    }

    internal static Model Train(out FeatureValue[][] rows)
    {
        rows = Rows(400);
        return RidgeTraining.Train(Sum(Task(), rows)).Model;
    }
}
