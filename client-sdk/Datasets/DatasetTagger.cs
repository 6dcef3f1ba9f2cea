using System.Collections.Concurrent;
using Candor.Client.Participation;
using Candor.Commitments.Datasets;

namespace Candor.Client.Datasets;

/// <summary>Tags the records of one file: one thread reads and encodes rows, the others tag what it has read.</summary>
internal sealed class DatasetTagger(
    TaggingTerms terms, string path, DatasetFileOptions options, IProgress<DatasetProgress>? progress)
{
    // Tagging is slower than reading: the reader waits rather than hold the file in memory.
    private const int MaxBatchesWaiting = 8;

    private readonly LineIndex _lines = new();
    private readonly DistinctRecords.ContentHash _content = new();
    private RecordBatch _batch = new();
    private long _tagged;

    /// <summary>Tags the file.</summary>
    internal async Task<Dataset> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var scan = new DatasetScan(path, terms.Format, options.Layout)
        {
            MaxListed = options.MaxListed,
            HandsOnBrokenRows = terms.Conduct.TagsBrokenRows,
            NeedsReadingAgain = true,
            OnProgress = (rows, bytes, total) =>
                progress?.Report(new(rows, Interlocked.Read(ref _tagged), bytes, total)),
        };
        using var queue = new BlockingCollection<RecordBatch>(MaxBatchesWaiting);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = Task.Run(() => Read(scan, queue, stop.Token), CancellationToken.None);
        try
        {
            TaggedDataset tags = await Task.Run(() => Tag(queue, reading, stop.Token), CancellationToken.None)
                .ConfigureAwait(false);
            progress?.Report(new(scan.Rows, (long)tags.Size, scan.TotalBytes, scan.TotalBytes));
            return new Dataset(path, (uint)tags.Size, scan, tags.Repeats.Count, RepeatedRows(tags))
            {
                Tagged = new AuditedRecords(tags, terms.Key, (positions, stopReading) => Task.Run(
                    () => new RecordReading(terms, options, path, tags).Read(positions, stopReading), stopReading)),
                Distinct = new DistinctRecords(
                    path,
                    terms.Format,
                    options.Layout,
                    _content.Finish(),
                    terms.Conduct.TagsRepeatedRows ? [] : [.. tags.Repeats.Select(static repeat => repeat.Position).Order()],
                    (uint)tags.Size)
                {
                    HasBrokenRows = terms.Conduct.TagsBrokenRows,
                },
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            // The reader may be waiting for room in the queue, and must be done with it before it is disposed.
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Read(DatasetScan scan, BlockingCollection<RecordBatch> queue, CancellationToken stop)
    {
        try
        {
            scan.Run(
                (record, line) =>
                {
                    if (_lines.Count == Dataset.MaxRecords || !_lines.TryAdd(line))
                    {
                        throw DatasetFile.TooLarge(path, line);
                    }

                    _content.Add(record.Span);
                    _batch.Add(record.Span);
                    if (_batch.IsFull)
                    {
                        queue.Add(_batch, stop);
                        _batch = new RecordBatch();
                    }
                },
                stop);
            queue.Add(_batch, stop);
        }
        finally
        {
            queue.CompleteAdding();
        }
    }

    private TaggedDataset Tag(BlockingCollection<RecordBatch> queue, Task reading, CancellationToken stop) =>
        DatasetTagging.Tag(
            terms.Context,
            terms.Key,
            Records(queue, reading, stop),
            new DatasetOptions { Threads = options.Threads, KeepRepeats = terms.Conduct.TagsRepeatedRows },
            new TaggedCount(tagged => Interlocked.Exchange(ref _tagged, tagged)),
            stop);

    private static IEnumerable<ReadOnlyMemory<byte>> Records(
        BlockingCollection<RecordBatch> queue, Task reading, CancellationToken stop)
    {
        foreach (RecordBatch batch in queue.GetConsumingEnumerable(stop))
        {
            foreach (ReadOnlyMemory<byte> record in batch.Records)
            {
                yield return record;
            }
        }

        // The queue also ends where the reader failed: then what was tagged so far is not the whole dataset.
        reading.GetAwaiter().GetResult();
    }

    private List<RepeatedRow> RepeatedRows(TaggedDataset tags) =>
    [
        .. tags.Repeats.Take(options.MaxListed).Select(
            repeat => new RepeatedRow(_lines[repeat.Position], _lines[repeat.FirstPosition])),
    ];

    /// <summary>Takes the count at once, unlike <see cref="Progress{T}"/>, which posts.</summary>
    private sealed class TaggedCount(Action<long> take) : IProgress<long>
    {
        public void Report(long value) => take(value);
    }
}
