using Candor.Cli.Errors;
using Candor.Cli.Output;
using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Targets;
using Candor.Training.Tasks;

namespace Candor.Cli.Learning;

/// <summary>Rows of a table as a model reads them.</summary>
/// <param name="table">The table, with a column for each feature and one for the target.</param>
/// <param name="task">What the model predicts from what.</param>
internal sealed class ModelRows(DataTable table, LearningTask task)
{
    private readonly int[] _places = [.. task.Map.Features.Select(feature => table.Place(feature.Name, "feature"))];
    private readonly int _target = table.Place(task.Target.Name, "target");

    /// <summary>The first row that the model cannot be measured on, in words; null where there is none.</summary>
    internal string? FirstFault { get; private set; }

    /// <summary>How many rows the model cannot be measured on.</summary>
    internal int Unusable { get; private set; }

    /// <summary>Measures a model on all rows that it can read.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal ModelMeasurement Measure(Model model, CancellationToken cancellationToken)
    {
        var measurement = new ModelMeasurement(model);
        foreach (DataRow row in table.Rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FeatureValue[] values = new FeatureValue[_places.Length];
            string? fault = null;
            for (int i = 0; i < values.Length && fault is null; i++)
            {
                fault = Read(row.Cells[_places[i]], task.Map.Features[i], out values[i]);
            }

            fault ??= ReadTarget(row.Cells[_target], out FeatureValue target) ?? Add(measurement, values, target);
            if (fault is not null)
            {
                Unusable++;
                FirstFault ??= $"line {row.Line}: {ErrorFilter.OneLine(fault)}";
            }
        }

        return measurement;
    }

    /// <summary>What was measured.</summary>
    /// <param name="measurement">What <see cref="Measure"/> returned.</param>
    internal ModelResult ResultOf(ModelMeasurement measurement) => new(
        task.Target.Name,
        measurement.Rows,
        Unusable,
        FirstFault,
        measurement.Quality,
        measurement.Accuracy,
        [.. measurement.Classes.Select(rate => new ModelResult.Class(rate.Name, rate.Rows, rate.Rate))]);

    private string? Add(ModelMeasurement measurement, FeatureValue[] values, FeatureValue target)
    {
        if (task.FaultOf(values, target) is { } fault)
        {
            return fault;
        }

        measurement.Add(values, target);
        return null;
    }

    private static string? Read(string cell, Feature feature, out FeatureValue value)
    {
        value = FeatureValue.Absent;
        if (cell.Length == 0)
        {
            return null;
        }

        if (feature is CategoryFeature category)
        {
            int place = PlaceOf(category.Categories, cell);
            value = FeatureValue.Category(place);
            return place >= 0
                ? null
                : $"'{feature.Name}' is '{cell}'; expected one of {DataTable.Names(category.Categories)}";
        }

        double? number = TableNumber.Parse(cell);
        value = FeatureValue.Number(number ?? 0);
        return number is null ? $"'{feature.Name}' is '{cell}'; expected a number" : null;
    }

    private string? ReadTarget(string cell, out FeatureValue value)
    {
        value = FeatureValue.Absent;
        if (cell.Length == 0)
        {
            return null;
        }

        if (task.Target is ClassTarget target)
        {
            int place = PlaceOf(target.Classes, cell);
            value = FeatureValue.Category(place);
            return place >= 0
                ? null
                : $"'{target.Name}' is '{cell}', a class unseen; expected one of {DataTable.Names(target.Classes)}";
        }

        double? number = TableNumber.Parse(cell);
        value = FeatureValue.Number(number ?? 0);
        return number is null ? $"'{task.Target.Name}' is '{cell}'; expected a number" : null;
    }

    private static int PlaceOf(IReadOnlyList<string> texts, string text)
    {
        for (int place = 0; place < texts.Count; place++)
        {
            if (texts[place] == text)
            {
                return place;
            }
        }

        return -1;
    }
}
