using System.Security.Cryptography;
using Candor.Market.Records;

namespace Candor.Client.Datasets;

/// <summary>The records of a file that was counted or tagged, read from it again: each distinct one once, in the file's
/// order. Nothing of them is kept. Immutable and thread-safe.</summary>
/// <param name="path">The file.</param>
/// <param name="format">What a record is.</param>
/// <param name="layout">How the file is laid out.</param>
/// <param name="digest">What <see cref="ContentHash"/> made of the valid rows when they were counted.</param>
/// <param name="repeats">Which valid rows repeat an earlier one, from 0, rising.</param>
/// <param name="count">How many records there are.</param>
internal sealed class DistinctRecords(
    string path, RecordFormat format, DatasetLayout layout, ReadOnlyMemory<byte> digest, long[] repeats, uint count)
{
    /// <summary>How many records there are.</summary>
    internal uint Count => count;

    /// <summary>The file.</summary>
    internal string Path => path;

    /// <summary>Whether broken rows were counted like records; only a cheater's are.</summary>
    internal bool HasBrokenRows { get; init; }

    /// <summary>Reads the file from end to end.</summary>
    /// <param name="onRecord">Takes each record's canonical bytes, which are overwritten afterwards, and its place among the
    /// records, from 0.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="DatasetException">The file has changed since, or cannot be read: what was taken so far counts for
    /// nothing.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal void Read(Action<ReadOnlyMemory<byte>, long> onRecord, CancellationToken cancellationToken)
    {
        var hash = new ContentHash();
        long row = 0;
        long place = 0;
        int nextRepeat = 0;
        var scan = new DatasetScan(path, format, layout) { HandsOnBrokenRows = HasBrokenRows, NeedsReadingAgain = true };
        try
        {
            scan.Run(
                (record, _) =>
                {
                    hash.Add(record.Span);
                    if (nextRepeat < repeats.Length && repeats[nextRepeat] == row)
                    {
                        nextRepeat++;
                    }
                    else if (place < count)
                    {
                        onRecord(record, place++);
                    }

                    row++;
                },
                cancellationToken);
        }
        catch (DatasetException e) when (e.Fault is DatasetFault.Empty or DatasetFault.ColumnMissing
            or DatasetFault.HeaderInvalid or DatasetFault.WrongFormat)
        {
            throw Changed(e);
        }

        if (place != count || !hash.Finish().AsSpan().SequenceEqual(digest.Span))
        {
            throw Changed(null);
        }
    }

    private DatasetException Changed(Exception? cause) => new(
        DatasetFault.Changed,
        $"The file '{path}' has changed since its {count} records were counted; expected it as it was, since they are what is "
        + "contributed.",
        cause);

    /// <summary>What tells the rows of a file from those of another: each row's hash absorbs the hash before it. Not
    /// thread-safe.</summary>
    internal sealed class ContentHash
    {
        private byte[] _buffer = new byte[SHA256.HashSizeInBytes];
        private byte[] _hash = new byte[SHA256.HashSizeInBytes];

        /// <summary>Takes the next row.</summary>
        internal void Add(ReadOnlySpan<byte> canonical)
        {
            int length = SHA256.HashSizeInBytes + canonical.Length;
            if (_buffer.Length < length)
            {
                _buffer = new byte[length];
            }

            _hash.CopyTo(_buffer, 0);
            canonical.CopyTo(_buffer.AsSpan(SHA256.HashSizeInBytes));
            _hash = SHA256.HashData(_buffer.AsSpan(0, length));
        }

        /// <summary>The hash of all rows so far.</summary>
        /// <returns>32 bytes.</returns>
        internal byte[] Finish() => _hash;
    }
}
