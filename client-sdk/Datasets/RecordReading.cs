using Candor.Commitments.Datasets;

namespace Candor.Client.Datasets;

/// <summary>Reads some records of a tagged file again.</summary>
internal sealed class RecordReading(
    TaggingTerms terms, DatasetFileOptions options, string path, TaggedDataset tags)
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
            [.. positions.Select((position, slot) => (tags.RecordPosition(position), slot)).Order()];
        int found = 0;
        long at = 0;
        var scan = new DatasetScan(path, terms.Format, options.Layout)
        {
            HandsOnBrokenRows = terms.Conduct.TagsBrokenRows,
            NeedsReadingAgain = true,
        };
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
        catch (DatasetException e) when (e.Fault is DatasetFault.Empty or DatasetFault.ColumnMissing
            or DatasetFault.HeaderInvalid or DatasetFault.WrongFormat)
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
            terms.Context,
            terms.Key,
            records,
            new DatasetOptions { Threads = options.Threads, KeepRepeats = true },
            progress: null,
            cancellationToken);
        Span<byte> tag = stackalloc byte[TagSize];
        Span<byte> committed = stackalloc byte[TagSize];
        for (ulong i = 0; i < again.Size; i++)
        {
            again.CopyTags(i, tag);
            tags.CopyTags(positions[(int)again.RecordPosition(i)], committed);
            if (!tag.SequenceEqual(committed))
            {
                return false;
            }
        }

        return true;
    }

    private DatasetException Changed(Exception? cause) => new(
        DatasetFault.Changed,
        $"The file '{path}' has changed since its records were tagged; expected the records under the root "
        + $"{Convert.ToHexStringLower(tags.Root.Span)}.",
        cause);
}
