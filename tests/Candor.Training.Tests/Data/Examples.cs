using System.Globalization;
using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Sums;
using Candor.Training.Targets;
using Candor.Training.Tasks;

namespace Candor.Training.Tests.Data;

/// <summary>A data set of <c>samples/data</c> as rows with targets.</summary>
internal sealed class Examples
{
    private readonly List<FeatureValue[]> _rows = [];
    private readonly List<FeatureValue> _targets = [];

    private Examples(IReadOnlyList<Feature> features, Target target)
    {
        Features = features;
        Target = target;
    }

    internal IReadOnlyList<Feature> Features { get; }

    internal Target Target { get; }

    internal int Count => _rows.Count;

    internal static Examples Digits()
    {
        double[][] table = Read("digits.csv", header: false);
        var examples = new Examples(
            [.. Enumerable.Range(0, 64).Select(i => new NumberFeature($"pixel{i}", 0, 16))],
            new ClassTarget("digit", Enumerable.Range(0, 10).Select(i => i.ToString(CultureInfo.InvariantCulture))));
        return examples.Fill(table, isClass: true);
    }

    internal static Examples Cancer() => Of("breast_cancer.csv", new ClassTarget("diagnosis", ["malignant", "benign"]));

    internal static Examples Diabetes()
    {
        double[][] table = Read("diabetes.csv", header: true);
        double[] targets = [.. table.Select(row => row[^1])];
        return Of("diabetes.csv", new NumberTarget("progression", targets.Min(), targets.Max()));
    }

    internal LearningTask Task(int ramps, byte seed = 7)
    {
        byte[] bytes = new byte[FeatureMap.SeedBytes];
        bytes[0] = seed;
        return new LearningTask(new FeatureMap(Features, ramps, bytes), Target);
    }

    internal SufficientStatistics Sum(LearningTask task, IEnumerable<int> rows)
    {
        var sum = new SufficientStatistics(task);
        foreach (int row in rows)
        {
            sum.Add(_rows[row], _targets[row]);
        }

        return sum;
    }

    internal ModelMeasurement Measure(Model model, IEnumerable<int> rows)
    {
        var measurement = new ModelMeasurement(model);
        foreach (int row in rows)
        {
            measurement.Add(_rows[row], _targets[row]);
        }

        return measurement;
    }

    internal ReadOnlySpan<FeatureValue> Row(int row) => _rows[row];

    internal FeatureValue TargetOf(int row) => _targets[row];

    internal int[] Shuffled(int seed)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        new Random(seed).Shuffle(order);
        return order;
    }

    private static Examples Of(string file, Target target)
    {
        double[][] table = Read(file, header: true);
        IEnumerable<Feature> features = Enumerable.Range(0, table[0].Length - 1).Select(column =>
            new NumberFeature($"column{column}", table.Min(row => row[column]), table.Max(row => row[column])));
        return new Examples([.. features], target).Fill(table, target is ClassTarget);
    }

    private static double[][] Read(string file, bool header) =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", file))
            .Skip(header ? 1 : 0)
            .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray()),
    ];

    private Examples Fill(double[][] table, bool isClass)
    {
        foreach (double[] row in table)
        {
            _rows.Add([.. row[..^1].Select(FeatureValue.Number)]);
            _targets.Add(isClass ? FeatureValue.Category((int)row[^1]) : FeatureValue.Number(row[^1]));
        }

        return this;
    }
}
