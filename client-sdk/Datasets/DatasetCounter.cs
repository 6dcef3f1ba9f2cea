using System.Buffers.Binary;
using System.Security.Cryptography;
using Candor.Market.Records;

namespace Candor.Client.Datasets;

/// <summary>Counts the valid, distinct records of a file.</summary>
/// <param name="path">The file, or the name of what is read.</param>
/// <param name="format">What a record is.</param>
/// <param name="options">How it is laid out.</param>
/// <param name="input">What is read; null: the file.</param>
internal sealed class DatasetCounter(
    string path, RecordFormat format, DatasetFileOptions options, Stream? input = null)
{
    private readonly Dictionary<RecordDigest, long> _firstLineOf = [];
    private readonly List<RepeatedRow> _repeated = [];
    private readonly List<long> _repeatPlaces = [];
    private readonly DistinctRecords.ContentHash _content = new();
    private long _rows;

    /// <summary>Reads the file from end to end.</summary>
    internal Dataset Count(IProgress<DatasetProgress>? progress, CancellationToken cancellationToken)
    {
        var scan = new DatasetScan(path, format, options.Layout)
        {
            MaxListed = options.MaxListed,
            Input = input,
            OnProgress = (rows, bytes, total) => progress?.Report(new(rows, _firstLineOf.Count, bytes, total)),
        };
        scan.Run(Add, cancellationToken);
        progress?.Report(new(scan.Rows, _firstLineOf.Count, scan.TotalBytes, scan.TotalBytes));
        uint records = (uint)_firstLineOf.Count;
        return new Dataset(path, records, scan, _repeatPlaces.Count, _repeated)
        {
            // What was read from a pipe is gone.
            Distinct = input is null
                ? new DistinctRecords(path, format, options.Layout, _content.Finish(), [.. _repeatPlaces], records)
                : null,
        };
    }

    private void Add(ReadOnlyMemory<byte> canonical, long line)
    {
        _content.Add(canonical.Span);
        long row = _rows++;
        var digest = new RecordDigest(canonical.Span);
        if (_firstLineOf.TryGetValue(digest, out long first))
        {
            _repeatPlaces.Add(row);
            if (_repeated.Count < options.MaxListed)
            {
                _repeated.Add(new RepeatedRow(line, first));
            }

            return;
        }

        if (_firstLineOf.Count == Dataset.MaxRecords)
        {
            throw DatasetFile.TooLarge(path, line);
        }

        _firstLineOf.Add(digest, line);
    }

    /// <summary>SHA-256 of a record's canonical bytes: 32 bytes a record, however long the record.</summary>
    private readonly record struct RecordDigest
    {
        private readonly UInt128 _high;
        private readonly UInt128 _low;

        internal RecordDigest(ReadOnlySpan<byte> canonical)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(canonical, hash);
            _high = BinaryPrimitives.ReadUInt128LittleEndian(hash);
            _low = BinaryPrimitives.ReadUInt128LittleEndian(hash[16..]);
        }
    }
}
