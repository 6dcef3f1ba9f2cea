using Candor.Training.Models;
using Candor.Training.Regression;
using Candor.Training.Tasks;
using Candor.Training.Tests.Data;

namespace Candor.Training.Tests.Regression;

/// <summary>What models are worth on rows that nobody trained on, on real data.</summary>
[Trait("Category", "Slow")]
public sealed class AccuracyTests
{
    [Theory]
    [InlineData("digits", 0, 5, 0.91)]
    [InlineData("digits", 128, 3, 0.955)]
    [InlineData("digits", 256, 2, 0.97)]
    [InlineData("cancer", 0, 20, 0.945)]
    [InlineData("cancer", 32, 10, 0.945)]
    public void Accuracy_OnAFifthHeldOut_IsWhatTheDocumentsSay(string name, int ramps, int splits, double least)
    {
        Examples examples = name == "digits" ? Examples.Digits() : Examples.Cancer();
        double mean = Enumerable.Range(0, splits)
            .Average(seed => Split(examples, examples.Task(ramps), seed).HeldOut.Accuracy!.Value);

        Assert.True(mean >= least, $"{mean} is below {least}");
    }

    [Theory]
    [InlineData("digits", 0, 10, 0.035)]
    [InlineData("cancer", 0, 40, 0.10)]
    public void MeasuredQuality_OfTheSumAlone_IsNearThatOfHeldOutRows(string name, int ramps, int splits, double most)
    {
        Examples examples = name == "digits" ? Examples.Digits() : Examples.Cancer();
        double[] errors = [.. Enumerable.Range(0, splits)
            .Select(seed => Split(examples, examples.Task(ramps), seed))
            .Select(split => Math.Abs(split.Trained.MeasuredQuality - split.HeldOut.Quality!.Value))
            .Order()];

        double p95 = errors[(int)Math.Ceiling(0.95 * errors.Length) - 1];
        Assert.True(p95 <= most, $"the error in 95 of 100 splits is {p95}, above {most}");
    }

    [Fact]
    public void Quality_OfANumber_IsThatOfRidgeOnThePooledRows()
    {
        // Ridge of the pooled rows with the λ that was chosen, solved by another method: gradient steps on the raw z.
        Examples examples = Examples.Diabetes();
        LearningTask task = examples.Task(ramps: 0);
        double worst = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            int[] order = examples.Shuffled(seed);
            int train = order.Length * 4 / 5;
            TrainedModel trained = RidgeTraining.Train(examples.Sum(task, order.Take(train)));
            double quality = examples.Measure(trained.Model, order.Skip(train)).Quality!.Value;
            double reference = PooledRidge.Quality(examples, task, order[..train], order[train..], trained.Lambda!.Value);
            worst = Math.Max(worst, Math.Abs(quality - reference));
        }

        Assert.True(worst <= 0.01, $"the quality is off by {worst}");
    }

    private static (TrainedModel Trained, ModelMeasurement HeldOut) Split(Examples examples, LearningTask task, int seed)
    {
        int[] order = examples.Shuffled(seed);
        int train = order.Length * 4 / 5;
        TrainedModel trained = RidgeTraining.Train(examples.Sum(task, order.Take(train)));
        return (trained, examples.Measure(trained.Model, order.Skip(train)));
    }
}
