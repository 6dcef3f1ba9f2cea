using System.Security.Cryptography;
using CsvHelper;

namespace Candor.Client.Internal;

/// <summary>Reads one CSV file and counts its valid, distinct records.</summary>
internal sealed class DatasetReader(string path, DatasetSchema schema, int maxListed)
{
    private const string Expected = "a data set in CSV";

    // An unclosed quote makes one row of the rest of the file: it must not make one buffer of it.
    private const int MaxRowBytes = 16 * 1024 * 1024;

    private const int RowsBetweenReports = 10_000;

    private readonly Dictionary<RecordDigest, long> _firstLineOf = [];
    private readonly List<RowFault> _faults = [];
    private readonly List<RepeatedRow> _repeated = [];
    private readonly RecordEncoder _encoder = new();
    private long _rows;
    private long _broken;
    private long _repeats;

    internal Dataset Read(FileStream file, IProgress<DatasetProgress>? progress, CancellationToken cancellationToken)
    {
        if (file.Length == 0)
        {
            throw new DatasetException(DatasetFault.Empty, $"The file '{path}' is empty; expected {Expected}.");
        }

        try
        {
            using CsvReader csv = CsvReader.Create(file, Options(), leaveOpen: true);
            int[] fieldOfColumn = LocateColumns(csv, out int width);
            while (csv.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadRow(csv, fieldOfColumn, width);
                if (_rows % RowsBetweenReports == 0)
                {
                    progress?.Report(new DatasetProgress(_rows, _firstLineOf.Count, csv.ByteOffset, file.Length));
                }
            }
        }
        catch (Exception e) when (e is IOException or CsvFormatException or InvalidDataException)
        {
            throw DatasetFile.Unreadable(path, Expected, e);
        }

        progress?.Report(new DatasetProgress(_rows, _firstLineOf.Count, file.Length, file.Length));
        return new Dataset(
            path, new DatasetCounts((uint)_firstLineOf.Count, _rows, _broken, _repeats), _faults, _repeated);
    }

    private CsvReaderOptions Options() => new()
    {
        Separator = schema.Separator,
        HasHeader = schema.HasHeader,
        Encoding = null,
        TrackLineNumbers = true,
        MaxRecordSize = MaxRowBytes,
        MalformedData = CsvMalformedDataHandling.Skip,
        OnMalformedRecord = OnMalformedRow,
    };

    private int[] LocateColumns(CsvReader csv, out int width)
    {
        if (!schema.HasHeader)
        {
            width = schema.Columns.Count;
            return [.. Enumerable.Range(0, width)];
        }

        csv.ReadHeader();
        List<string> headers = [.. csv.Headers.Select(header => header.Trim())];
        width = headers.Count;
        List<string> missing = [.. schema.Columns.Select(c => c.Name).Where(name => !headers.Contains(name))];
        List<string> twice = [.. schema.Columns.Select(c => c.Name)
            .Where(name => headers.IndexOf(name) != headers.LastIndexOf(name))];
        if (missing.Count + twice.Count > 0)
        {
            throw new DatasetException(
                DatasetFault.ColumnMissing,
                $"The header of '{path}' {Describe("lacks", missing, twice)}; it has {Quoted(headers)}, expected each "
                + $"of {Quoted(schema.Columns.Select(c => c.Name))} once.");
        }

        return [.. schema.Columns.Select(column => headers.IndexOf(column.Name))];
    }

    private void ReadRow(CsvReader csv, int[] fieldOfColumn, int width)
    {
        _rows++;
        long line = csv.LineNumber;
        if (csv.FieldCount != width)
        {
            Break(new RowFault(line, null, $"the row has {csv.FieldCount} fields; expected {width}"));
            return;
        }

        _encoder.Clear();
        bool isValid = true;
        for (int i = 0; i < fieldOfColumn.Length; i++)
        {
            if (schema.Checks[i].Append(csv.GetSpan(fieldOfColumn[i]), _encoder) is { } reason)
            {
                List(_faults, new RowFault(line, schema.Columns[i].Name, reason));
                isValid = false;
            }
        }

        if (!isValid)
        {
            _broken++;
        }
        else
        {
            Count(line);
        }
    }

    private void Count(long line)
    {
        var digest = new RecordDigest(_encoder.Written);
        if (_firstLineOf.TryGetValue(digest, out long first))
        {
            _repeats++;
            List(_repeated, new RepeatedRow(line, first));
            return;
        }

        if (_firstLineOf.Count == Dataset.MaxRecords)
        {
            throw new DatasetException(
                DatasetFault.TooLarge,
                $"'{path}' has more than {Dataset.MaxRecords} valid, distinct records by line {line}; expected no "
                + "more.");
        }

        _firstLineOf.Add(digest, line);
    }

    private void OnMalformedRow(CsvMalformedRecord row)
    {
        _rows++;
        Break(new RowFault(row.LineNumber, null, row.Reason switch
        {
            CsvMalformedReason.StrayQuote => "a quote inside an unquoted field; expected \"…\" around the whole field",
            CsvMalformedReason.TextAfterClosingQuote => "text after a closing quote; expected the separator",
            CsvMalformedReason.UnterminatedQuote => "a quoted field that is never closed",
            _ => $"the row breaks RFC 4180 ({row.Reason})",
        }));
    }

    private void Break(RowFault fault)
    {
        _broken++;
        List(_faults, fault);
    }

    private void List<T>(List<T> list, T item)
    {
        if (list.Count < maxListed)
        {
            list.Add(item);
        }
    }

    private static string Describe(string verb, List<string> missing, List<string> twice) => string.Join(" and ", new[]
    {
        missing.Count > 0 ? $"{verb} {Quoted(missing)}" : null,
        twice.Count > 0 ? $"names {Quoted(twice)} twice" : null,
    }.Where(part => part is not null));

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));

    /// <summary>SHA-256 of a record's canonical bytes: 32 bytes a record, however long the record.</summary>
    private readonly record struct RecordDigest
    {
        private readonly UInt128 _high;
        private readonly UInt128 _low;

        internal RecordDigest(ReadOnlySpan<byte> canonical)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(canonical, hash);
            _high = System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
            _low = System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash[16..]);
        }
    }
}
