using Candor.Training.Features;
using Candor.Training.Targets;

namespace Candor.Training.Models;

/// <summary>How a model does on rows with known targets. Not thread-safe.</summary>
public sealed class ModelMeasurement
{
    private readonly Model _model;
    private readonly int[] _labels;
    private readonly double[] _sums;
    private readonly double[] _squares;
    private readonly long[] _rows;
    private readonly long[] _hits;
    private double _error;

    /// <summary>Measures a model.</summary>
    /// <param name="model">The model.</param>
    public ModelMeasurement(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        int outputs = model.Task.Target.Outputs;
        _labels = new int[outputs];
        _sums = new double[outputs];
        _squares = new double[outputs];
        _rows = new long[outputs];
        _hits = new long[outputs];
    }

    /// <summary>The rows added.</summary>
    public long Rows { get; private set; }

    /// <summary>The explained variance, 1 - SSE/SST over all outputs, at most 1; null where there is no row, or all have one target.</summary>
    public double? Quality
    {
        get
        {
            double total = 0;
            for (int output = 0; output < _sums.Length; output++)
            {
                total += _squares[output] - (_sums[output] * _sums[output] / Math.Max(1, Rows));
            }

            return total > 0 ? 1 - (_error / total) : null;
        }
    }

    /// <summary>The part of rows whose class was predicted; null for a target that is a number, and where there is no
    /// row.</summary>
    public double? Accuracy => _model.Task.Target is ClassTarget && Rows > 0 ? _hits.Sum() / (double)Rows : null;

    /// <summary>For each class the rows that are of it and how many of them were predicted so; empty for a target that is a
    /// number.</summary>
    public IReadOnlyList<ClassRate> Classes => _model.Task.Target is ClassTarget target
        ? [.. target.Classes.Select((name, i) => new ClassRate(name, _rows[i], _hits[i]))]
        : [];

    /// <summary>Adds a row.</summary>
    /// <param name="row">One value for each feature.</param>
    /// <param name="target">The target's value.</param>
    /// <exception cref="ArgumentException">A value has a fault; nothing is then added.</exception>
    public void Add(ReadOnlySpan<FeatureValue> row, FeatureValue target)
    {
        _model.Task.Target.Encode(target, _labels);
        double[] scores = _model.Score(row);
        for (int output = 0; output < scores.Length; output++)
        {
            double label = _labels[output] * (1.0 / FeatureMap.One);
            _sums[output] += label;
            _squares[output] += label * label;
            _error += (label - scores[output]) * (label - scores[output]);
        }

        if (_model.Task.Target is ClassTarget)
        {
            _rows[target.AsCategory]++;
            _hits[target.AsCategory] += Array.IndexOf(scores, scores.Max()) == target.AsCategory ? 1 : 0;
        }

        Rows++;
    }
}
