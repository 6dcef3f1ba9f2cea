using Candor.Client.Datasets;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.Market.Records;

namespace Candor.Client;

/// <summary>
/// A file's valid, distinct records, tagged for one market (statement 3): what a participant commits to where a market
/// asks for validation. It holds about 39 bytes a record and no record; the file must stay as it is until the audit is
/// over. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// A record's tag is k·H2G(market, canonical bytes) under the secret record key k; the tags are sorted by their
/// encodings, and the root is that of the RFC 6962 tree over them. Records are those of the market's
/// <see cref="RecordFormat"/>, in whatever layout and order the file has them: two files with the same records give the
/// same root under the same key.
/// </remarks>
public sealed class MarketDataset
{
    private readonly StatementContext _context;
    private readonly RecordFormat _format;
    private readonly DatasetFileOptions _options;

    internal MarketDataset(
        StatementContext context,
        RecordFormat format,
        DatasetFileOptions options,
        RecordKey key,
        TaggedDataset tags,
        DatasetScan scan,
        IReadOnlyList<RepeatedRow> repeated)
    {
        _context = context;
        _format = format;
        _options = options;
        Key = key;
        Tags = tags;
        Source = scan.Path;
        Rows = scan.Rows;
        BrokenRows = scan.Broken;
        Faults = scan.Faults;
        Repeated = repeated;
    }

    /// <summary>Where it came from: the path.</summary>
    public string Source { get; }

    /// <summary>N: the valid, distinct records, what a participant commits to.</summary>
    public uint Records => (uint)Tags.Size;

    /// <summary>All rows but the header and empty lines: valid and distinct, broken, and repeated.</summary>
    public long Rows { get; }

    /// <summary>Rows that break the market's record format.</summary>
    public long BrokenRows { get; }

    /// <summary>Rows whose record the file has held before.</summary>
    public long RepeatedRows => Tags.Repeats.Count;

    /// <summary>Why the broken rows are broken, in the file's order; the list ends at
    /// <see cref="DatasetFileOptions.MaxListed"/>.</summary>
    public IReadOnlyList<RowFault> Faults { get; }

    /// <summary>The repeated rows, in the file's order; the list ends at
    /// <see cref="DatasetFileOptions.MaxListed"/>.</summary>
    public IReadOnlyList<RepeatedRow> Repeated { get; }

    /// <summary>R: the root over the tags, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Root => Tags.Root;

    /// <summary>K: the public half of the record key, 32 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey => Key.PublicKey;

    /// <summary>k: who knows it can test whether a record is in the data set.</summary>
    internal RecordKey Key { get; }

    /// <summary>The tags in the order of their encodings.</summary>
    internal TaggedDataset Tags { get; }

    /// <summary>The data set in one line.</summary>
    /// <returns>Such as <c>data.csv: 120 records of 130 rows (6 broken, 4 repeated)</c>.</returns>
    public override string ToString() =>
        $"{Source}: {Records} records of {Rows} rows ({BrokenRows} broken, {RepeatedRows} repeated)";

    /// <summary>Tags the records of a file in one pass over it: one thread reads while others tag.</summary>
    /// <param name="context">The market, and the participant.</param>
    /// <param name="format">What a record is in the market.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="key">The record key.</param>
    /// <param name="progress">Told about once every 10,000 rows, and at the end, one call after another, on other
    /// threads than the caller's.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The tagged data set. It may hold no record at all; that is no error.</returns>
    /// <exception cref="DatasetException">The file cannot be used, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static Task<MarketDataset> TagAsync(
        StatementContext context,
        RecordFormat format,
        string path,
        DatasetFileOptions options,
        RecordKey key,
        IProgress<DatasetProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options.Require();
        return new MarketTagging(context, format, path, options, key, progress).RunAsync(cancellationToken);
    }

    /// <summary>Reads records again, in one pass over the file, and checks that each is still the one behind its
    /// tag.</summary>
    /// <param name="positions">Positions in the order of the tags, below <see cref="Records"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The canonical bytes, in the order of the positions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    /// <exception cref="DatasetException">The file has changed (<see cref="DatasetFault.Changed"/>), is gone
    /// (<see cref="DatasetFault.FileMissing"/>) or cannot be read (<see cref="DatasetFault.Unreadable"/>).</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadRecordsAsync(
        IReadOnlyList<ulong> positions, CancellationToken cancellationToken) =>
        Task.Run(
            () => new RecordReading(_context, _format, _options, this).Read(positions, cancellationToken),
            cancellationToken);
}
