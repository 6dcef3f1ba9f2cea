using System.Globalization;
using Candor.Training.Models;
using Candor.Training.Onnx;
using Candor.Training.Regression;
using Candor.Training.Sums;
using Candor.Training.Tasks;
using Candor.Training.Tests.Data;

namespace Candor.Benchmarks.Training;

/// <summary>What members of unequal sizes could train alone, what they receive, and what ridge regression on all their rows
/// gives, on rows that nobody trained on. Accuracy, or R² for a number.</summary>
internal static class MembersReport
{
    private const int Splits = 20;

    // Of a hundred rows, in rising order: the least, the median and the largest member are the first, third and fifth.
    private static readonly int[] s_shares = [6, 10, 16, 26, 42];

    /// <summary>Prints a line for each data set and map.</summary>
    internal static void Run(TextWriter output)
    {
        Measure(output, "digits, raw", Examples.Digits(), 0);
        Measure(output, "breast cancer, raw", Examples.Cancer(), 0);
        Measure(output, "breast cancer, 32 ramps", Examples.Cancer(), 32);
        Measure(output, "diabetes, raw", Examples.Diabetes(), 0);
    }

    private static void Measure(TextWriter output, string name, Examples examples, int ramps)
    {
        LearningTask task = examples.Task(ramps);
        var own = new List<double[]>();
        var received = new List<double>();
        var pooled = new List<double>();
        int[] sizes = [];
        int bytes = 0;
        for (int split = 0; split < Splits; split++)
        {
            int[] order = examples.Shuffled(split);
            int[] trained = order[..(order.Length * 4 / 5)];
            int[] held = order[trained.Length..];
            int[][] members = Deal(trained);
            sizes = [.. members.Select(rows => rows.Length)];
            SufficientStatistics[] sums = [.. members.Select(rows => examples.Sum(task, rows))];
            own.Add([.. sums.Select(sum => Score(examples, RidgeTraining.Train(sum).Model, held))]);

            var all = new SufficientStatistics(task);
            foreach (SufficientStatistics sum in sums)
            {
                all.Add(sum);
            }

            TrainedModel model = RidgeTraining.Train(all);
            byte[] file = ModelFile.Write(model.Model, ModelOrigin.None);
            bytes = file.Length;
            received.Add(Score(examples, ModelFile.Read(file, out _), held));
            pooled.Add(new RowsRidge(examples, task, trained, model.Lambda!.Value).Score(held));
        }

        string Mean(int member) => string.Create(
            CultureInfo.InvariantCulture, $"{sizes[member]} records {own.Average(scores => scores[member]):F3}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-24} own: {Mean(0)}, {Mean(2)}, {Mean(4)}; received {received.Average():F3}, pooled {pooled.Average():F3}, apart by at most {received.Zip(pooled, (a, b) => Math.Abs(a - b)).Max():F4}; own of the largest better in {received.Where((score, i) => own[i][4] > score).Count()} of {Splits}; {bytes:N0} bytes"));
    }

    private static int[][] Deal(int[] rows)
    {
        int[] ends = [.. s_shares.Select((_, i) => rows.Length * s_shares.Take(i + 1).Sum() / 100)];
        return [.. ends.Select((end, i) => rows[(i == 0 ? 0 : ends[i - 1])..end])];
    }

    private static double Score(Examples examples, Model model, int[] rows)
    {
        ModelMeasurement measurement = examples.Measure(model, rows);
        return measurement.Accuracy ?? measurement.Quality!.Value;
    }
}
