using System.Collections.Frozen;
using System.Text;
using Candor.Market.Records;
using Candor.Training.Features;
using Candor.Training.Targets;
using Candor.Training.Tasks;

namespace Candor.Market.Training;

/// <summary>Reads a record's canonical bytes as a model takes them: the features in the rules' order, and the target. Immutable
/// and thread-safe.</summary>
public sealed class ExampleReader
{
    private const int Target = -1;
    private const int Unused = -2;

    private readonly RecordFormat _records;
    private readonly int _features;

    // For each column of a record: the feature that it is, and the places of its categories.
    private readonly int[] _uses;
    private readonly FrozenDictionary<string, int>?[] _places;

    internal ExampleReader(RecordFormat records, LearningTask task)
    {
        _records = records;
        _features = task.Map.Features.Count;
        _uses = new int[records.Columns.Length];
        _places = new FrozenDictionary<string, int>?[_uses.Length];
        var byName = task.Map.Features
            .Select(static (feature, place) => (feature.Name, place))
            .ToDictionary(static pair => pair.Name, static pair => pair.place, StringComparer.Ordinal);
        for (int i = 0; i < _uses.Length; i++)
        {
            RecordColumn column = records.Columns[i];
            _uses[i] = column.Name == task.Target.Name ? Target : byName.GetValueOrDefault(column.Name, Unused);
            IReadOnlyList<string>? categories = _uses[i] switch
            {
                Unused => null,
                Target => (task.Target as ClassTarget)?.Classes,
                int feature => (task.Map.Features[feature] as CategoryFeature)?.Categories,
            };
            _places[i] = categories?
                .Select(static (category, place) => (category, place))
                .ToFrozenDictionary(static pair => pair.category, static pair => pair.place, StringComparer.Ordinal);
        }
    }

    /// <summary>Reads a record.</summary>
    /// <param name="canonical">The bytes, from anybody.</param>
    /// <param name="row">Receives one value for each feature.</param>
    /// <param name="target">The target's value.</param>
    /// <returns>Why the bytes are no valid record, as <see cref="RecordFormat.FaultOf"/> says it, without the value; null
    /// where they are one. What was received then makes a record without fault for the task.</returns>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public string? Read(ReadOnlySpan<byte> canonical, Span<FeatureValue> row, out FeatureValue target)
    {
        if (row.Length != _features)
        {
            throw new ArgumentException($"There are {_features} features; there is room for {row.Length}.", nameof(row));
        }

        target = FeatureValue.Absent;
        if (_records.FaultOf(canonical) is { } fault)
        {
            return fault;
        }

        var decoder = new RecordDecoder(canonical);
        for (int i = 0; i < _uses.Length; i++)
        {
            _ = decoder.Next(out RecordValue value);
            if (_uses[i] >= 0)
            {
                row[_uses[i]] = ValueOf(value, i);
            }
            else if (_uses[i] == Target)
            {
                target = ValueOf(value, i);
            }
        }

        return null;
    }

    private FeatureValue ValueOf(in RecordValue value, int column) => value.Kind switch
    {
        RecordEncoder.Number => FeatureValue.Number(value.Number),

        // Rounding keeps the order, so that what lay between two bounds still does.
        RecordEncoder.Integer => FeatureValue.Number(value.Integer),
        RecordEncoder.Text => FeatureValue.Category(_places[column]![Encoding.UTF8.GetString(value.Text)]),
        _ => FeatureValue.Absent,
    };
}
