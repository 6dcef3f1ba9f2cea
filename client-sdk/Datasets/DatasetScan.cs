using Candor.Market.Records;
using CsvHelper;

namespace Candor.Client.Datasets;

/// <summary>One pass over the file of a dataset: each row is checked, encoded and handed on, or listed with what is
/// wrong with it. Nothing of a row is kept.</summary>
/// <param name="path">The file.</param>
/// <param name="format">What a record is.</param>
/// <param name="layout">How the file is laid out.</param>
internal sealed class DatasetScan(string path, RecordFormat format, DatasetLayout layout)
{
    // An unclosed quote makes one row of the rest of the file: it must not make one buffer of it.
    internal const int MaxRowBytes = 16 * 1024 * 1024;

    private const int RowsBetweenReports = 10_000;

    private readonly RecordEncoder _encoder = new();
    private readonly List<RowFault> _faults = [];
    private Action<ReadOnlyMemory<byte>, long> _onRecord = static (_, _) => { };
    private CancellationToken _cancellationToken;
    private bool _isValid;
    private long _line;

    /// <summary>How many faults to list.</summary>
    internal int MaxListed { get; init; }

    /// <summary>Whether broken rows are handed on too, a broken cell as its raw text.</summary>
    internal bool HandsOnBrokenRows { get; init; }

    /// <summary>Told after every 10,000 rows the rows so far, and the bytes and size of the file.</summary>
    internal Action<long, long, long>? OnProgress { get; init; }

    /// <summary>What a record is.</summary>
    internal RecordFormat Format => format;

    /// <summary>The file.</summary>
    internal string Path => path;

    /// <summary>Rows so far.</summary>
    internal long Rows { get; private set; }

    /// <summary>Broken rows so far.</summary>
    internal long Broken { get; private set; }

    /// <summary>Bytes of the file.</summary>
    internal long TotalBytes { get; private set; }

    /// <summary>What is seen of broken rows.</summary>
    internal FaultTally Tally { get; } = new();

    /// <summary>What to do about the file's broken rows.</summary>
    internal IReadOnlyList<string> Hints =>
        FileHints.Of(Tally, Rows, layout.IsJsonLines(path) ? null : layout.Separator);

    /// <summary>Why rows are broken, up to the limit.</summary>
    internal IReadOnlyList<RowFault> Faults => _faults;

    /// <summary>Reads the file from end to end.</summary>
    /// <param name="onRecord">Takes each record's canonical bytes, which are overwritten afterwards, and its
    /// line.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="DatasetException">The file cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal void Run(Action<ReadOnlyMemory<byte>, long> onRecord, CancellationToken cancellationToken)
    {
        _onRecord = onRecord;
        _cancellationToken = cancellationToken;
        string expected = layout.Expected(path);
        using FileStream file = DatasetFile.Open(path, expected);
        try
        {
            TotalBytes = file.Length;
            if (TotalBytes == 0)
            {
                throw new DatasetException(DatasetFault.Empty, $"The file '{path}' is empty; expected {expected}.");
            }

            if (layout.IsJsonLines(path))
            {
                new JsonLinesRows(this).Read(file);
            }
            else
            {
                new CsvRows(this, layout).Read(file);
            }
        }
        catch (Exception e) when (e is IOException or CsvFormatException or InvalidDataException)
        {
            throw DatasetFile.Unreadable(path, expected, e);
        }
    }

    /// <summary>Begins a row; a cell for each column follows, in their order.</summary>
    internal void Begin(long line)
    {
        Rows++;
        _line = line;
        _isValid = true;
        _encoder.Clear();
    }

    /// <summary>Takes a cell of the row.</summary>
    /// <param name="column">The column.</param>
    /// <param name="text">Its text; empty where it has none.</param>
    /// <param name="fault">What is wrong with it before its column is asked.</param>
    internal void Cell(int column, ReadOnlySpan<byte> text, string? fault = null)
    {
        fault ??= format.Columns[column].Append(text, _encoder);
        if (fault is null)
        {
            return;
        }

        _isValid = false;
        List(
            new RowFault(_line, format.Columns[column].Name, fault),
            text,
            format.Columns[column] is NumberColumn or IntegerColumn);
        if (HandsOnBrokenRows)
        {
            _encoder.AppendText(text);
        }
    }

    /// <summary>Ends the row.</summary>
    /// <param name="bytesRead">Bytes of the file up to somewhere in it.</param>
    internal void End(long bytesRead)
    {
        int length = _encoder.Written.Length;
        if (_isValid && length > RecordFormat.MaxRecordBytes)
        {
            _isValid = false;
            List(new RowFault(
                _line, null, $"the record has {length} bytes; expected at most {RecordFormat.MaxRecordBytes}"));
        }

        HandOn(bytesRead);
    }

    /// <summary>A row that is not well-formed.</summary>
    /// <param name="line">Where it begins.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="raw">Its text.</param>
    /// <param name="bytesRead">Bytes of the file up to somewhere in it.</param>
    internal void Break(long line, string reason, ReadOnlySpan<byte> raw, long bytesRead)
    {
        Begin(line);
        _isValid = false;
        List(new RowFault(line, null, reason));
        _encoder.AppendText(raw);
        HandOn(bytesRead);
    }

    private void HandOn(long bytesRead)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        Broken += _isValid ? 0 : 1;
        if (_isValid || HandsOnBrokenRows)
        {
            _onRecord(_encoder.Written, _line);
        }

        if (Rows % RowsBetweenReports == 0)
        {
            OnProgress?.Invoke(Rows, bytesRead, TotalBytes);
        }
    }

    private void List(RowFault fault, ReadOnlySpan<byte> value = default, bool isNumeric = false)
    {
        Tally.Add(fault, value, isNumeric);
        if (_faults.Count < MaxListed)
        {
            _faults.Add(fault);
        }
    }
}
