using Candor.Client.Datasets;
using Candor.Client.Participation;
using Candor.Market.Records;

namespace Candor.Client;

/// <summary>What a participant brings into a market: its valid, distinct records, counted, with every row that does not
/// count and why; and for a market that asks for validation tagged as well (statement 3). The records themselves are not
/// kept. Immutable and thread-safe.</summary>
/// <remarks>
/// <see cref="FromFile"/> counts a file; <see cref="ParticipantHandle.TagDatasetAsync(string, DatasetFileOptions?,
/// IProgress{DatasetProgress}?, CancellationToken)"/> tags one, which takes about 39 bytes a record, and the file must
/// then stay as it is until the audit is over. A record's tag is k·H2G(market, canonical bytes) under the secret record
/// key k; the tags are sorted by their encodings, and the root is that of the RFC 6962 tree over them. Two files with the
/// same records give the same root under the same key, in whatever layout and order they have them.
/// </remarks>
public sealed class Dataset
{
    /// <summary>How many faults and how many repetitions are listed unless told otherwise; all are counted.</summary>
    public const int DefaultMaxListed = 10_000;

    /// <summary>The most records that one file is counted for.</summary>
    public const int MaxRecords = 2_000_000_000;

    internal Dataset(
        string source, uint records, DatasetScan scan, long repeats, IReadOnlyList<RepeatedRow> repeated)
    {
        Source = source;
        Records = records;
        Rows = scan.Rows;
        BrokenRows = scan.Broken;
        RepeatedRows = repeats;
        Faults = scan.Faults;
        FaultCounts = scan.Tally.Counts;
        Hints = scan.Hints;
        Repeated = repeated;
    }

    private Dataset(string source, uint records)
    {
        Source = source;
        Records = records;
        Rows = records;
        Faults = [];
        FaultCounts = [];
        Hints = [];
        Repeated = [];
    }

    /// <summary>Where it came from: the path.</summary>
    public string Source { get; }

    /// <summary>The valid, distinct records: what a participant commits to.</summary>
    public uint Records { get; }

    /// <summary>All rows but the header and empty lines: valid and distinct, broken, and repeated.</summary>
    public long Rows { get; }

    /// <summary>Rows that break the record format.</summary>
    public long BrokenRows { get; }

    /// <summary>Valid rows whose record the file has held before.</summary>
    public long RepeatedRows { get; }

    /// <summary>Why the broken rows are broken, in the file's order; the list ends at the limit given on
    /// reading.</summary>
    public IReadOnlyList<RowFault> Faults { get; }

    /// <summary>How many rows are broken in which column and way, over the whole file: the most frequent first, each with
    /// its first line.</summary>
    public IReadOnlyList<FaultCount> FaultCounts { get; }

    /// <summary>What to do about the broken rows, where they look like a file's spelling and not like its records: decimal
    /// commas, separators, another encoding. Each is a sentence without a full stop; empty where there is nothing to
    /// say.</summary>
    public IReadOnlyList<string> Hints { get; }

    /// <summary>The repeated rows, in the file's order; the list ends at the limit given on reading.</summary>
    public IReadOnlyList<RepeatedRow> Repeated { get; }

    /// <summary>R: the root over the tags, 32 bytes; empty where the dataset is not tagged.</summary>
    public ReadOnlyMemory<byte> Root => Tagged?.Tags.Root ?? default;

    /// <summary>K: the public half of the record key, 32 bytes; empty where the dataset is not tagged.</summary>
    public ReadOnlyMemory<byte> PublicKey => Tagged?.Key.PublicKey ?? default;

    /// <summary>The tags with what an audit needs of the records behind them; null where the dataset is not
    /// tagged.</summary>
    internal AuditedRecords? Tagged { get; init; }

    /// <summary>The records themselves, to be read from the file again; null where they were counted elsewhere, or read from
    /// a pipe.</summary>
    internal DistinctRecords? Distinct { get; init; }

    /// <summary>A dataset that was counted elsewhere, such as by a query in the company's warehouse.</summary>
    /// <param name="records">Its valid, distinct records.</param>
    /// <param name="source">Where it is.</param>
    /// <returns>The dataset, all of whose rows count.</returns>
    public static Dataset Counted(uint records, string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        return new Dataset(source, records);
    }

    /// <summary>Reads a file of CSV (RFC 4180) or JSON lines, in UTF-8, from end to end and counts it. Memory: about 60
    /// bytes a record, and none for the text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">What a record is.</param>
    /// <param name="options">How the file is laid out, and how many faults to list; null for the defaults.</param>
    /// <param name="progress">Told about once every 10,000 rows, and at the end.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The counted dataset. It may count no record at all; that is not an error here, and
    /// <see cref="ParticipantHandle.ParticipateAsync(Dataset, ParticipationOptions?, CancellationToken)"/> stops at
    /// it.</returns>
    /// <exception cref="DatasetException">There is no such file (<see cref="DatasetFault.FileMissing"/>), it is empty
    /// (<see cref="DatasetFault.Empty"/>), lacks a column of the format (<see cref="DatasetFault.ColumnMissing"/>), has a
    /// header that is malformed (<see cref="DatasetFault.HeaderInvalid"/>), is not text in UTF-8
    /// (<see cref="DatasetFault.WrongFormat"/>),
    /// cannot be read (<see cref="DatasetFault.Unreadable"/>), has too many records
    /// (<see cref="DatasetFault.TooLarge"/>), or an option is out of range
    /// (<see cref="DatasetFault.SchemaInvalid"/>).</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static Dataset FromFile(
        string path,
        RecordFormat format,
        DatasetFileOptions? options = null,
        IProgress<DatasetProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(format);
        options ??= new DatasetFileOptions();
        options.Require();
        return new DatasetCounter(path, format, options).Count(progress, cancellationToken);
    }

    /// <summary>Reads CSV or JSON lines from a pipe, standard input or any other stream, once and to its end, and counts the
    /// rows; see <see cref="FromFile"/>.</summary>
    /// <param name="stream">What is read, from where it stands; it stays open.</param>
    /// <param name="source">What it is called in messages. Where it ends with an extension, that says how the rows are laid
    /// out, as of a file.</param>
    /// <param name="format">What a record is.</param>
    /// <param name="options">How it is laid out, and how many faults to list; null for the defaults.</param>
    /// <param name="progress">Told about once every 10,000 rows, and at the end.</param>
    /// <param name="cancellationToken">Stops the reading, also where nothing comes.</param>
    /// <returns>The counted dataset.</returns>
    /// <exception cref="DatasetException">As of a file.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static Dataset FromStream(
        Stream stream,
        string source,
        RecordFormat format,
        DatasetFileOptions? options = null,
        IProgress<DatasetProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(format);
        options ??= new DatasetFileOptions();
        options.Require();
        return new DatasetCounter(source, format, options, stream).Count(progress, cancellationToken);
    }

    /// <summary>The dataset in one line.</summary>
    /// <returns>Such as <c>data.csv: 120 records of 130 rows (6 broken, 4 repeated)</c>.</returns>
    public override string ToString() =>
        $"{Source}: {Records} records of {Rows} rows ({BrokenRows} broken, {RepeatedRows} repeated)";

    /// <summary>Whether a kept commitment is to this dataset.</summary>
    internal bool IsCommittedIn(CommitmentReceipt receipt) =>
        receipt.Records == Records
        && (Tagged is null
            ? receipt.RecordKey is null
            : receipt.RecordKey is not null && receipt.DatasetRoot.Span.SequenceEqual(Root.Span));

    /// <summary>Tags the records of a file in one pass over it: one thread reads while others tag.</summary>
    /// <param name="terms">What they are tagged as and with.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="progress">Told about once every 10,000 rows, and at the end, one call after another, on other
    /// threads than the caller's.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The tagged dataset. It may hold no record at all; that is not an error.</returns>
    /// <exception cref="DatasetException">The file cannot be used, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static Task<Dataset> TagAsync(
        TaggingTerms terms,
        string path,
        DatasetFileOptions options,
        IProgress<DatasetProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options.Require();
        return new DatasetTagger(terms, path, options, progress).RunAsync(cancellationToken);
    }
}
