using Candor.Client.Datasets;
using Candor.Market.Contributions;
using Candor.Market.Training;
using Candor.Training.Features;
using Candor.Training.Sums;

namespace Candor.Client.Contributions;

/// <summary>What a participant's records come to in a market's training. A record is read, added and forgotten: what is held
/// grows with the model, and by some 20 bytes a record where not all of them are contributed. Thread-safe.</summary>
/// <param name="records">The records.</param>
/// <param name="plan">What is trained.</param>
internal sealed class OwnRecords(DistinctRecords records, TrainingPlan plan)
{
    /// <summary>Sums all records: what one's own model is trained from.</summary>
    /// <param name="set">What stands for the set of records.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DatasetException">The file has changed, cannot be read, or holds what is no record of the
    /// market's.</exception>
    internal SufficientStatistics SumAll(out RecordSet set, CancellationToken cancellationToken)
    {
        var added = new RecordSet();
        SufficientStatistics sum = Sum(
            (record, _) =>
            {
                added.Add(record.Span);
                return true;
            },
            cancellationToken);
        set = added;
        return sum;
    }

    /// <summary>Sums the records that are contributed: those that
    /// <see cref="ContributingRecords"/> chooses by the transcript's root, which nobody knew before reports were closed.</summary>
    /// <param name="chosen">How many, at most all.</param>
    /// <param name="root">The transcript's root when reports were closed, 32 bytes.</param>
    /// <param name="participant">The participant's id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DatasetException">As of all records, or there are fewer than were reported.</exception>
    internal SufficientStatistics SumChosen(
        uint chosen, ReadOnlyMemory<byte> root, string participant, CancellationToken cancellationToken)
    {
        if (chosen > records.Count)
        {
            throw new DatasetException(
                DatasetFault.Changed,
                $"'{records.Path}' holds {records.Count} records; expected at least the {chosen} that were reported.");
        }

        if (chosen == records.Count)
        {
            return Sum(static (_, _) => true, cancellationToken);
        }

        int[] positions = ContributingRecords.Choose(root.Span, participant, (int)records.Count, (int)chosen);
        int next = 0;
        return Sum(
            (_, position) =>
            {
                bool isNext = next < positions.Length && positions[next] == position;
                next += isNext ? 1 : 0;
                return isNext;
            },
            cancellationToken);
    }

    private SufficientStatistics Sum(Func<ReadOnlyMemory<byte>, long, bool> takes, CancellationToken cancellationToken)
    {
        var sum = new SufficientStatistics(plan.Task);
        var row = new FeatureValue[plan.Task.Map.Features.Count];
        records.Read(
            (record, position) =>
            {
                if (takes(record, position))
                {
                    sum.Add(Read(record.Span, row, out FeatureValue target), target);
                }
            },
            cancellationToken);
        return sum;
    }

    private FeatureValue[] Read(ReadOnlySpan<byte> record, FeatureValue[] row, out FeatureValue target) =>
        plan.Examples.Read(record, row, out target) is { } fault
            ? throw new DatasetException(
                DatasetFault.RecordInvalid,
                $"'{records.Path}' holds a record that is none of the market's: {fault}; count the file by the format in its "
                + "definition.")
            : row;
}
