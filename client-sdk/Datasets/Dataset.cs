using Candor.Client.Datasets;

namespace Candor.Client;

/// <summary>What a data set amounts to in a market: its valid, distinct records, counted; with every row that does not
/// count and why. The records themselves are not kept. Immutable and thread-safe.</summary>
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
        Repeated = repeated;
    }

    private Dataset(string source, uint records)
    {
        Source = source;
        Records = records;
        Rows = records;
        Faults = [];
        Repeated = [];
    }

    /// <summary>Where it came from: the path.</summary>
    public string Source { get; }

    /// <summary>The valid, distinct records: what a participant commits to.</summary>
    public uint Records { get; }

    /// <summary>All rows but the header and empty lines: valid and distinct, broken, and repeated.</summary>
    public long Rows { get; }

    /// <summary>Rows that break the schema.</summary>
    public long BrokenRows { get; }

    /// <summary>Valid rows whose record the file has held before.</summary>
    public long RepeatedRows { get; }

    /// <summary>Why the broken rows are broken, in the file's order; the list ends at the limit given on
    /// reading.</summary>
    public IReadOnlyList<RowFault> Faults { get; }

    /// <summary>The repeated rows, in the file's order; the list ends at the limit given on reading.</summary>
    public IReadOnlyList<RepeatedRow> Repeated { get; }

    /// <summary>A data set that was counted elsewhere, such as by a query in the company's warehouse.</summary>
    /// <param name="records">Its valid, distinct records.</param>
    /// <param name="source">Where it is.</param>
    /// <returns>The data set, all of whose rows count.</returns>
    public static Dataset Counted(uint records, string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        return new Dataset(source, records);
    }

    /// <summary>Reads a CSV file (RFC 4180, UTF-8) from end to end and counts it. Memory: about 60 bytes a record, and
    /// none for the text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">What its rows must look like.</param>
    /// <param name="progress">Told about once every 10,000 rows, and at the end.</param>
    /// <param name="maxListed">How many faults, and how many repetitions, to list; all are counted.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The counted data set. It may count no record at all; that is no error.</returns>
    /// <exception cref="DatasetException">There is no such file (<see cref="DatasetFault.FileMissing"/>), it is empty
    /// (<see cref="DatasetFault.Empty"/>), lacks a column of the schema (<see cref="DatasetFault.ColumnMissing"/>),
    /// cannot be read (<see cref="DatasetFault.Unreadable"/>) or has too many records
    /// (<see cref="DatasetFault.TooLarge"/>).</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static Dataset FromCsv(
        string path,
        DatasetSchema schema,
        IProgress<DatasetProgress>? progress = null,
        int maxListed = DefaultMaxListed,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentOutOfRangeException.ThrowIfNegative(maxListed);
        return new DatasetCounter(path, schema, DatasetFileFormat.Csv, maxListed).Count(progress, cancellationToken);
    }

    /// <summary>Reads a file of CSV or JSON lines from end to end and counts it, as <see cref="FromCsv"/>
    /// does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">What its rows must look like.</param>
    /// <param name="format">How it is laid out; by default what its name says.</param>
    /// <param name="progress">Told about once every 10,000 rows, and at the end.</param>
    /// <param name="maxListed">How many faults, and how many repetitions, to list; all are counted.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The counted data set.</returns>
    /// <exception cref="DatasetException">As for <see cref="FromCsv"/>.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static Dataset FromFile(
        string path,
        DatasetSchema schema,
        DatasetFileFormat format = DatasetFileFormat.Auto,
        IProgress<DatasetProgress>? progress = null,
        int maxListed = DefaultMaxListed,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentOutOfRangeException.ThrowIfNegative(maxListed);
        return new DatasetCounter(path, schema, format, maxListed).Count(progress, cancellationToken);
    }

    /// <summary>The data set in one line.</summary>
    /// <returns>Such as <c>data.csv: 120 records of 130 rows (6 broken, 4 repeated)</c>.</returns>
    public override string ToString() =>
        $"{Source}: {Records} records of {Rows} rows ({BrokenRows} broken, {RepeatedRows} repeated)";
}
