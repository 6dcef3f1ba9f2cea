using System.Buffers;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Datasets;

/// <summary>
/// Statement 3, the participant's first step: tags every record of a dataset in one pass over the input, and sorts the
/// tags. Records are read one batch at a time and not kept.
/// </summary>
public static class DatasetTagging
{
    /// <summary>Tags a dataset.</summary>
    /// <param name="context">The market; its participant does not enter the tags.</param>
    /// <param name="key">The participant's secret.</param>
    /// <param name="records">
    /// Canonical record bytes. Each is copied when it comes, so that the source may use its buffer again.
    /// </param>
    /// <param name="options">How to tag; by default with one thread per processor.</param>
    /// <param name="progress">Told the number of records tagged, after each batch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="OperationCanceledException">Tagging was cancelled.</exception>
    /// <exception cref="ArgumentException">There are 2^31 records or more.</exception>
    public static TaggedDataset Tag(
        StatementContext context,
        RecordKey key,
        IEnumerable<ReadOnlyMemory<byte>> records,
        DatasetOptions? options = null,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        using var run = new Run(context, key, options ?? new(), progress, cancellationToken);
        foreach (ReadOnlyMemory<byte> record in records)
        {
            run.Add(record.Span);
        }

        return run.Finish();
    }

    /// <summary>Tags a dataset that comes asynchronously.</summary>
    /// <inheritdoc cref="Tag"/>
    public static async Task<TaggedDataset> TagAsync(
        StatementContext context,
        RecordKey key,
        IAsyncEnumerable<ReadOnlyMemory<byte>> records,
        DatasetOptions? options = null,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        using var run = new Run(context, key, options ?? new(), progress, cancellationToken);
        await foreach (ReadOnlyMemory<byte> record in
            records.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            run.Add(record.Span);
        }

        return run.Finish();
    }

    private sealed class Run : IDisposable
    {
        private readonly DatasetOptions _options;
        private readonly IProgress<long>? _progress;
        private readonly CancellationToken _cancellationToken;
        private readonly RecordTagger[] _taggers;
        private readonly TagStore _tags = new();
        private readonly ArrayBufferWriter<byte> _batch = new();
        private readonly List<int> _ends = [];

        internal Run(
            StatementContext context,
            RecordKey key,
            DatasetOptions options,
            IProgress<long>? progress,
            CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(context);
            ArgumentNullException.ThrowIfNull(key);
            _options = options;
            _progress = progress;
            _cancellationToken = cancellationToken;
            var map = new RecordMap(context);
            _taggers = [.. Enumerable.Range(0, options.Threads).Select(_ => new RecordTagger(map, key))];
        }

        internal void Add(ReadOnlySpan<byte> record)
        {
            _batch.Write(record);
            _ends.Add(_batch.WrittenCount);
            if (_ends.Count == TagStore.BlockSize)
            {
                TagBatch();
            }
        }

        internal TaggedDataset Finish()
        {
            TagBatch();
            int[] order = _tags.Sort();
            _cancellationToken.ThrowIfCancellationRequested();
            List<RepeatedRecord> repeats = FindRepeats(order, out int[] distinct);
            return new(_tags, _options.KeepRepeats ? order : distinct, repeats);
        }

        public void Dispose()
        {
            foreach (RecordTagger tagger in _taggers)
            {
                tagger.Dispose();
            }
        }

        private void TagBatch()
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (_ends.Count == 0)
            {
                return;
            }

            if (_tags.Count > int.MaxValue - TagStore.BlockSize)
            {
                throw new ArgumentException("A dataset must have fewer than 2^31 records.");
            }

            var records = new ReadOnlyMemory<byte>[_ends.Count];
            int start = 0;
            for (int i = 0; i < records.Length; i++)
            {
                records[i] = _batch.WrittenMemory[start.._ends[i]];
                start = _ends[i];
            }

            TagParallel(records, _tags.AddBlock(records.Length));
            _batch.ResetWrittenCount();
            _ends.Clear();
            _progress?.Report(_tags.Count);
        }

        // Each thread owns a tagger and takes the next group that nobody has taken.
        private void TagParallel(ReadOnlyMemory<byte>[] records, byte[] tags)
        {
            int next = 0;
            Parallel.For(
                0,
                _taggers.Length,
                new ParallelOptions { MaxDegreeOfParallelism = _taggers.Length },
                thread =>
                {
                    while (Interlocked.Add(ref next, RecordTagger.GroupSize) - RecordTagger.GroupSize is int first &&
                        first < records.Length)
                    {
                        int count = Math.Min(RecordTagger.GroupSize, records.Length - first);
                        _taggers[thread].WriteTags(
                            records.AsSpan(first, count), tags.AsSpan(first * TagVerifier.TagSize));
                    }
                });
        }

        private List<RepeatedRecord> FindRepeats(int[] order, out int[] distinct)
        {
            var repeats = new List<RepeatedRecord>();
            int kept = 0;
            distinct = [.. order];
            foreach (int record in order)
            {
                if (kept > 0 && _tags[distinct[kept - 1]].SequenceEqual(_tags[record]))
                {
                    repeats.Add(new(record, distinct[kept - 1]));
                }
                else
                {
                    distinct[kept++] = record;
                }
            }

            Array.Resize(ref distinct, kept);
            repeats.Sort((a, b) => a.Position.CompareTo(b.Position));
            return repeats;
        }
    }
}
