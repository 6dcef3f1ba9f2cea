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
                Feature feature = task.Map.Features[i];
                fault = TableCell.Read(
                    feature.Name, row.Cells[_places[i]], (feature as CategoryFeature)?.Categories, out values[i]);
            }

            fault ??= TableCell.Read(
                task.Target.Name,
                row.Cells[_target],
                (task.Target as ClassTarget)?.Classes,
                out FeatureValue target,
                ", a class unseen") ?? Add(measurement, values, target);
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
}
