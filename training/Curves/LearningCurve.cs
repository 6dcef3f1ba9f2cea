using Candor.Training.Models;
using Candor.Training.Regression;
using Candor.Training.Sums;
using Candor.Training.Tasks;

namespace Candor.Training.Curves;

/// <summary>How the quality of a task's models grows with the number of records: measured on rows held out, by training
/// from ever larger parts of the rest.</summary>
public static class LearningCurve
{
    /// <summary>Measures one repetition.</summary>
    /// <param name="task">What is learnt from what.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="order">Their places in a random order: the first are held out, the others are trained from in this
    /// order, so that each size holds the records of the one before.</param>
    /// <param name="heldOut">How many are held out, at least 2.</param>
    /// <param name="sizes">The numbers of records to train from, rising, at least 1.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The quality on the rows held out at each size, as <see cref="ModelMeasurement.Quality"/> has it: below 0
    /// where the model does worse than the mean of these rows.</returns>
    /// <exception cref="ArgumentException">Sizes do not rise, or there are fewer rows than they need, or the rows held out
    /// have one target.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static double[] Measure(
        LearningTask task,
        IReadOnlyList<LabelledRow> rows,
        IReadOnlyList<int> order,
        int heldOut,
        IReadOnlyList<int> sizes,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(sizes);
        Require(order.Count, heldOut, sizes);
        var sum = new SufficientStatistics(task);
        double[] qualities = new double[sizes.Count];
        int used = 0;
        for (int i = 0; i < sizes.Count; i++)
        {
            for (; used < sizes[i]; used++)
            {
                LabelledRow row = rows[order[heldOut + used]];
                sum.Add(row.Features.Span, row.Target);
            }

            qualities[i] = QualityOf(RidgeTraining.Train(sum, cancellationToken).Model, rows, order, heldOut);
        }

        return qualities;
    }

    /// <summary>Whether the rows held out have more than one target: a model's quality is then defined on them.</summary>
    /// <param name="task">What is learnt from what.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="order">Their places in a random order: the first are held out.</param>
    /// <param name="heldOut">How many are held out.</param>
    /// <returns>Whether <see cref="Measure"/> can measure them.</returns>
    public static bool CanMeasure(
        LearningTask task, IReadOnlyList<LabelledRow> rows, IReadOnlyList<int> order, int heldOut)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(order);
        int[] first = new int[task.Target.Outputs];
        int[] labels = new int[task.Target.Outputs];
        for (int i = 0; i < heldOut; i++)
        {
            task.Target.Encode(rows[order[i]].Target, i == 0 ? first : labels);
            if (i > 0 && !labels.AsSpan().SequenceEqual(first))
            {
                return true;
            }
        }

        return false;
    }

    private static double QualityOf(Model model, IReadOnlyList<LabelledRow> rows, IReadOnlyList<int> order, int heldOut)
    {
        var measurement = new ModelMeasurement(model);
        for (int i = 0; i < heldOut; i++)
        {
            LabelledRow row = rows[order[i]];
            measurement.Add(row.Features.Span, row.Target);
        }

        return measurement.Quality
            ?? throw new ArgumentException(
                $"The {heldOut} rows held out have one target; expected two or more, or nothing can be explained.",
                nameof(order));
    }

    private static void Require(int rows, int heldOut, IReadOnlyList<int> sizes)
    {
        int before = 0;
        foreach (int size in sizes)
        {
            if (size <= before)
            {
                throw new ArgumentException($"The size {size} follows {before}; expected sizes that rise from 1.", nameof(sizes));
            }

            before = size;
        }

        if (heldOut < 2 || rows - heldOut < before)
        {
            throw new ArgumentException(
                $"{rows} rows are too few to hold out {heldOut} and train from {before}; expected 2 held out or more, and as many rows as both.",
                nameof(heldOut));
        }
    }
}
