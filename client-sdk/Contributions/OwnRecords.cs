using System.Buffers.Binary;
using System.Security.Cryptography;
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
    private const int LaneCount = 4;

    /// <summary>Sums all records: what one's own model is trained from.</summary>
    /// <param name="digest">What stands for the set of records, 32 bytes: the same in whatever order, layout or file they
    /// come.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DatasetException">The file has changed, cannot be read, or holds what is no record of the
    /// market's.</exception>
    internal SufficientStatistics SumAll(out ReadOnlyMemory<byte> digest, CancellationToken cancellationToken)
    {
        ulong[] lanes = new ulong[LaneCount];
        SufficientStatistics sum = Sum(
            (record, _) =>
            {
                AddTo(lanes, record);
                return true;
            },
            cancellationToken);
        digest = DigestOf(lanes);
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

    // Of distinct records a sum of hashes stands for the set, in whatever order; nobody else chooses the records.
    private static void AddTo(ulong[] lanes, ReadOnlyMemory<byte> record)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(record.Span, hash);
        for (int i = 0; i < LaneCount; i++)
        {
            lanes[i] += BinaryPrimitives.ReadUInt64LittleEndian(hash[(i * sizeof(ulong))..]);
        }
    }

    private byte[] DigestOf(ulong[] lanes)
    {
        byte[] content = new byte[sizeof(ulong) * (LaneCount + 1)];
        BinaryPrimitives.WriteUInt64LittleEndian(content, records.Count);
        for (int i = 0; i < LaneCount; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan((i + 1) * sizeof(ulong)), lanes[i]);
        }

        return SHA256.HashData(content);
    }
}
