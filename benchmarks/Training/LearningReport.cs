using System.Diagnostics;
using System.Globalization;
using Candor.Training.Curves;
using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Regression;
using Candor.Training.Sums;
using Candor.Training.Targets;
using Candor.Training.Tasks;

namespace Candor.Benchmarks.Training;

/// <summary>What one sum over five holders of records is worth on rows that nobody trained on, beside each one's own model,
/// on real data, with the time to solve it.</summary>
internal static class LearningReport
{
    private const int Splits = 10;
    private const int Holders = 5;
    private static readonly string s_data = Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>Prints a line for each data set and map.</summary>
    internal static void Run(TextWriter output)
    {
        Measure(output, "digits, raw", Digits(), 0);
        Measure(output, "digits, 128 ramps", Digits(), 128);
        Measure(output, "digits, 256 ramps", Digits(), 256);
        Measure(output, "cancer, raw", Named("breast_cancer.csv", classes: 2), 0);
        Measure(output, "cancer, 32 ramps", Named("breast_cancer.csv", classes: 2), 32);
        Measure(output, "diabetes, raw", Named("diabetes.csv", classes: 0), 0);
    }

    private static void Measure(TextWriter output, string name, (List<LabelledRow> Rows, Feature[] Features, Target Target) data, int ramps)
    {
        var task = new LearningTask(new FeatureMap(data.Features, ramps, new byte[FeatureMap.SeedBytes]), data.Target);
        var pooled = new List<double>();
        var own = new List<double>();
        var errors = new List<double>();
        TimeSpan solving = TimeSpan.Zero;
        for (int split = 0; split < Splits; split++)
        {
            int[] order = [.. Enumerable.Range(0, data.Rows.Count)];
            new Random(split).Shuffle(order);
            int trained = order.Length * 4 / 5;
            SufficientStatistics[] sums =
                [.. Enumerable.Range(0, Holders).Select(holder => Sum(task, data.Rows, order[..trained].Where((_, i) => i % Holders == holder)))];
            own.AddRange(sums.Select(sum => Score(RidgeTraining.Train(sum).Model, data.Rows, order[trained..])));
            var all = new SufficientStatistics(task);
            foreach (SufficientStatistics sum in sums)
            {
                all.Add(sum);
            }

            long start = Stopwatch.GetTimestamp();
            TrainedModel model = RidgeTraining.Train(all);
            solving += Stopwatch.GetElapsedTime(start);
            pooled.Add(Score(model.Model, data.Rows, order[trained..]));
            errors.Add(Math.Abs(model.MeasuredQuality - Measured(model.Model, data.Rows, order[trained..]).Quality!.Value));
        }

        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-20} {(data.Target is ClassTarget ? "accuracy" : "R²"),-8} pooled {pooled.Average():F3} (least {pooled.Min():F3}), own {own.Average():F3}; quality off by at most {errors.Max():F3}; p = {task.Map.Dimension}, solved in {solving.TotalSeconds / Splits:F2} s");
        output.WriteLine(line);
    }

    private static SufficientStatistics Sum(LearningTask task, List<LabelledRow> rows, IEnumerable<int> places)
    {
        var sum = new SufficientStatistics(task);
        foreach (int place in places)
        {
            sum.Add(rows[place].Features.Span, rows[place].Target);
        }

        return sum;
    }

    private static double Score(Model model, List<LabelledRow> rows, IEnumerable<int> places)
    {
        ModelMeasurement measurement = Measured(model, rows, places);
        return measurement.Accuracy ?? measurement.Quality!.Value;
    }

    private static ModelMeasurement Measured(Model model, List<LabelledRow> rows, IEnumerable<int> places)
    {
        var measurement = new ModelMeasurement(model);
        foreach (int place in places)
        {
            measurement.Add(rows[place].Features.Span, rows[place].Target);
        }

        return measurement;
    }

    private static (List<LabelledRow> Rows, Feature[] Features, Target Target) Digits() => Labelled(
        Read("digits.csv", hasHeader: false), column => (0, 16), new ClassTarget("digit", Classes(10)));

    private static (List<LabelledRow> Rows, Feature[] Features, Target Target) Named(string file, int classes)
    {
        double[][] table = Read(file, hasHeader: true);
        (double, double) Bounds(int column) => (table.Min(row => row[column]), table.Max(row => row[column]));
        (double least, double greatest) = Bounds(table[0].Length - 1);
        return Labelled(
            table, Bounds, classes > 0 ? new ClassTarget("target", Classes(classes)) : new NumberTarget("target", least, greatest));
    }

    private static (List<LabelledRow> Rows, Feature[] Features, Target Target) Labelled(
        double[][] table, Func<int, (double Least, double Greatest)> boundsOf, Target target)
    {
        Feature[] features =
        [
            .. Enumerable.Range(0, table[0].Length - 1).Select(column =>
                new NumberFeature($"column{column}", boundsOf(column).Least, boundsOf(column).Greatest)),
        ];
        return (
            [
                .. table.Select(row => new LabelledRow(
                    row[..^1].Select(FeatureValue.Number).ToArray(),
                    target is ClassTarget ? FeatureValue.Category((int)row[^1]) : FeatureValue.Number(row[^1]))),
            ],
            features,
            target);
    }

    private static IEnumerable<string> Classes(int count) =>
        Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture));

    private static double[][] Read(string file, bool hasHeader) =>
    [
        .. File.ReadLines(Path.Combine(s_data, file)).Skip(hasHeader ? 1 : 0)
            .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray()),
    ];
}
