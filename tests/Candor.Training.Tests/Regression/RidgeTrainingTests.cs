using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Regression;
using Candor.Training.Sums;
using Candor.Training.Targets;
using Candor.Training.Tasks;
using Candor.Training.Tests.Data;

namespace Candor.Training.Tests.Regression;

public sealed class RidgeTrainingTests
{
    [Fact]
    public void Train_OnNoRecord_IsRefused() => Assert.Throws<ArgumentException>(
        () => RidgeTraining.Train(new SufficientStatistics(Mixed.Task())));

    [Fact]
    public void Train_OnOneClassAlone_GivesTheConstantModelOfQualityZero()
    {
        LearningTask task = Mixed.Task();
        var sum = new SufficientStatistics(task);
        foreach (FeatureValue[] row in Mixed.Rows(50))
        {
            sum.Add(row, FeatureValue.Category(2));
        }

        TrainedModel trained = RidgeTraining.Train(sum);

        Assert.True(trained.IsConstant);
        Assert.Equal(0, trained.MeasuredQuality);
        Assert.Equal([0, 0, 1], trained.Model.Score(Mixed.Rows(1)[0]));
    }

    [Fact]
    public void Train_OnNoiseAlone_ClaimsNoQuality()
    {
        LearningTask task = Mixed.Task(ramps: 16);
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var sum = new SufficientStatistics(task);
            foreach (FeatureValue[] row in Mixed.Rows(200, seed))
            {
                sum.Add(row, FeatureValue.Category(random.Next(3)));
            }

            Assert.InRange(RidgeTraining.Train(sum).MeasuredQuality, 0, 0.05);
        }
    }

    [Fact]
    public void Train_OnFewerRecordsThanFeatures_StillTrains()
    {
        Examples examples = Examples.Digits();
        TrainedModel trained = RidgeTraining.Train(examples.Sum(examples.Task(ramps: 0), examples.Shuffled(1).Take(30)));

        Assert.Equal(30, trained.Records);
        Assert.InRange(trained.MeasuredQuality, 0, 0.9);
    }

    [Fact]
    public void Train_NumberThatIsALineInItsFeature_FindsTheLine()
    {
        var task = new LearningTask(
            new FeatureMap([new NumberFeature("x", 0, 10)], 0, new byte[FeatureMap.SeedBytes]),
            new NumberTarget("y", -20, 30));
        var sum = new SufficientStatistics(task);
        for (int i = 0; i <= 100; i++)
        {
            double x = i / 10.0;
            sum.Add([FeatureValue.Number(x)], FeatureValue.Number((4 * x) - 15));
        }

        TrainedModel trained = RidgeTraining.Train(sum);

        Assert.True(trained.MeasuredQuality > 0.9999, $"the quality is {trained.MeasuredQuality}");
        Assert.Equal(13, trained.Model.Predict([FeatureValue.Number(7)]).AsNumber, 0.01);
    }

    [Fact]
    public void Train_SumsThatNoRecordsHave_GivesAModelAllTheSame()
    {
        // What a member may make of the sum where nobody audits: within every bound, and of no records. G is not positive.
        LearningTask task = Mixed.Task(ramps: 4);
        long[] coordinates = new long[new SumLayout(task).Count];
        Array.Fill(coordinates, -1000 * SufficientStatistics.Unit);
        coordinates[0] = 1000 * SufficientStatistics.Unit;

        TrainedModel trained = RidgeTraining.Train(SufficientStatistics.FromCoordinates(task, coordinates));

        Assert.InRange(trained.MeasuredQuality, 0, 1);
        Assert.All(trained.Model.Score(Mixed.Rows(1)[0]), score => Assert.True(double.IsFinite(score)));
    }

    [Fact]
    public void Train_RandomSumsWithinTheBounds_NeverFails()
    {
        LearningTask task = Mixed.Task(ramps: 4);
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            long records = random.NextInt64(1, SufficientStatistics.MaxRecords);
            long[] coordinates = new long[new SumLayout(task).Count];
            for (int i = 0; i < coordinates.Length; i++)
            {
                coordinates[i] = random.NextInt64(-records * SufficientStatistics.Unit, records * SufficientStatistics.Unit);
            }

            coordinates[0] = records * SufficientStatistics.Unit;
            TrainedModel trained = RidgeTraining.Train(SufficientStatistics.FromCoordinates(task, coordinates));
            Assert.InRange(trained.MeasuredQuality, 0, 1);
        }
    }

    [Fact]
    public void Train_Cancelled_Stops() => Assert.Throws<OperationCanceledException>(
        () => RidgeTraining.Train(Mixed.Sum(Mixed.Task(), Mixed.Rows(50)), new CancellationToken(canceled: true)));
}
