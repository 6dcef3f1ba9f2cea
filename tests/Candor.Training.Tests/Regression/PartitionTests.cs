using Candor.Training.Models;
using Candor.Training.Onnx;
using Candor.Training.Regression;
using Candor.Training.Sums;
using Candor.Training.Tasks;
using Candor.Training.Tests.Data;

namespace Candor.Training.Tests.Regression;

/// <summary>Whoever holds which records, the sums are the same integers, and so is the model.</summary>
[Trait("Category", "Slow")]
public sealed class PartitionTests
{
    private const int Partitions = 200;

    [Theory]
    [InlineData("digits")]
    [InlineData("cancer")]
    [InlineData("diabetes")]
    public void Train_AnyPartitionOfTheRecords_GivesOneModel(string name)
    {
        Examples examples = name switch
        {
            "digits" => Examples.Digits(),
            "cancer" => Examples.Cancer(),
            _ => Examples.Diabetes(),
        };
        LearningTask task = examples.Task(ramps: 0);
        SufficientStatistics pooled = examples.Sum(task, Enumerable.Range(0, examples.Count));
        byte[] model = File(pooled);

        for (int seed = 0; seed < Partitions; seed++)
        {
            var random = new Random(seed);
            int members = random.Next(2, 21);
            IGrouping<int, int>[] parts = [.. examples.Shuffled(seed).GroupBy(_ => random.Next(members))];
            var sum = new SufficientStatistics(task);
            foreach (IGrouping<int, int> part in parts)
            {
                sum.Add(examples.Sum(task, part));
            }

            Assert.True(pooled.Coordinates.SequenceEqual(sum.Coordinates), $"partition {seed} has other sums");
            Assert.Equal(pooled.Records, sum.Records);
            if (seed % 50 == 0)
            {
                Assert.Equal(model, File(SufficientStatistics.FromCoordinates(task, sum.Coordinates)));
            }
        }
    }

    private static byte[] File(SufficientStatistics sum)
    {
        TrainedModel trained = RidgeTraining.Train(sum);
        return ModelFile.Write(trained.Model, ModelOrigin.None);
    }
}
