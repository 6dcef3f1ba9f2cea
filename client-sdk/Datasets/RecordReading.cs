using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.Market.Records;

namespace Candor.Client.Datasets;

/// <summary>Reads some records of a tagged file again.</summary>
internal sealed class RecordReading(
    StatementContext context, RecordFormat format, DatasetFileOptions options, MarketDataset dataset)
{
    private const int TagSize = TagVerifier.TagSize;

    /// <summary>Reads the records behind some tags.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Read(
        IReadOnlyList<ulong> positions, CancellationToken cancellationToken)
    {
        var records = new ReadOnlyMemory<byte>[positions.Count];
        int found = ReadFile(positions, records, cancellationToken);
        if (found < records.Length || !AreTheTagged(positions, records, cancellationToken))
        {
            throw Changed(null);
        }

        return records;
    }

    private int ReadFile(
        IReadOnlyList<ulong> positions, ReadOnlyMemory<byte>[] records, CancellationToken cancellationToken)
    {
        (long InFile, int Slot)[] wanted =
            [.. positions.Select((position, slot) => (dataset.Tags.RecordPosition(position), slot)).Order()];
        int found = 0;
        long at = 0;
        var scan = new DatasetScan(dataset.Source, format, options.Layout) { ClaimsBroken = options.ClaimEverything };
        try
        {
            scan.Run(
                (record, _) =>
                {
                    for (; found < wanted.Length && wanted[found].InFile == at; found++)
                    {
                        records[wanted[found].Slot] = record.ToArray();
                    }

                    at++;
                },
                cancellationToken);
        }
        catch (DatasetException e) when (e.Fault is DatasetFault.Empty or DatasetFault.ColumnMissing)
        {
            throw Changed(e);
        }

        return found;
    }

    // A record that is not the one behind its tag would fail the audit, and give one away that was never committed to.
    private bool AreTheTagged(
        IReadOnlyList<ulong> positions, ReadOnlyMemory<byte>[] records, CancellationToken cancellationToken)
    {
        TaggedDataset again = DatasetTagging.Tag(
            context,
            dataset.Key,
            records,
            new DatasetOptions { Threads = options.Threads, KeepRepeats = true },
            progress: null,
            cancellationToken);
        Span<byte> tag = stackalloc byte[TagSize];
        Span<byte> committed = stackalloc byte[TagSize];
        for (ulong i = 0; i < again.Size; i++)
        {
            again.CopyTags(i, tag);
            dataset.Tags.CopyTags(positions[(int)again.RecordPosition(i)], committed);
            if (!tag.SequenceEqual(committed))
            {
                return false;
            }
        }

        return true;
    }

    private DatasetException Changed(Exception? cause) => new(
        DatasetFault.Changed,
        $"The file '{dataset.Source}' has changed since its records were tagged; expected the records under the root "
        + $"{Convert.ToHexStringLower(dataset.Root.Span)}.",
        cause);
}
