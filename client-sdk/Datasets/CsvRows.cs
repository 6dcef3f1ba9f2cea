using System.Text;
using System.Text.Unicode;
using Candor.Market.Texts;
using CsvHelper;

namespace Candor.Client.Datasets;

/// <summary>Reads the rows of a CSV file (RFC 4180, UTF-8).</summary>
/// <param name="scan">Takes them.</param>
/// <param name="layout">How the file is laid out.</param>
/// <param name="beginsAsJson">Whether the file begins as JSON does.</param>
internal sealed class CsvRows(DatasetScan scan, DatasetLayout layout, bool beginsAsJson)
{
    private const int MostShown = 20;

    private readonly IReadOnlyList<string> _columns = [.. scan.Format.Columns.Select(static column => column.Name)];
    private bool _isInHeader = layout.HasHeader;

    /// <summary>Reads all rows.</summary>
    /// <returns>Whether the file has a header.</returns>
    /// <exception cref="DatasetException">The header is malformed, or not one of the record's columns.</exception>
    internal bool Read(Stream file)
    {
        using CsvReader csv = CsvReader.Create(file, Options(), leaveOpen: true);
        int width = _columns.Count;
        int[] fieldOfColumn = [.. Enumerable.Range(0, width)];
        if (layout.HasHeader)
        {
            if (!csv.Read())
            {
                return false;
            }

            fieldOfColumn = LocateColumns(csv);
            width = csv.FieldCount;
            _isInHeader = false;
        }

        while (csv.Read())
        {
            if (csv.FieldCount != width)
            {
                string reason = $"the row has {csv.FieldCount} fields; expected {width}";
                scan.Tally.Add(FaultTally.OddRow.Of(csv.LineNumber, csv.FieldCount, width, csv.RawRecord));
                scan.Break(csv.LineNumber, reason, csv.RawRecord, csv.ByteOffset);
                continue;
            }

            scan.Begin(csv.LineNumber);
            for (int i = 0; i < fieldOfColumn.Length; i++)
            {
                scan.Cell(i, csv.GetSpan(fieldOfColumn[i]));
            }

            scan.End(csv.ByteOffset);
        }

        return layout.HasHeader;
    }

    // To the library the header would be the first row that is well-formed, which may be a record.
    private CsvReaderOptions Options() => new()
    {
        Separator = layout.Separator,
        HasHeader = false,
        Encoding = null,
        TrackLineNumbers = true,
        MaxRecordSize = DatasetScan.MaxRowBytes,
        MalformedData = CsvMalformedDataHandling.Skip,
        OnMalformedRecord = OnMalformedRow,
        IncludeValuesInExceptions = false,
    };

    private void OnMalformedRow(CsvMalformedRecord row)
    {
        string reason = row.Reason switch
        {
            CsvMalformedReason.StrayQuote => "a quote inside an unquoted field; expected \"…\" around the whole field",
            CsvMalformedReason.TextAfterClosingQuote => "text after a closing quote; expected the separator",
            CsvMalformedReason.UnterminatedQuote => "a quoted field that is never closed",
            _ => $"the row breaks RFC 4180 ({row.Reason})",
        };
        if (_isInHeader)
        {
            throw new DatasetException(
                DatasetFault.HeaderInvalid,
                $"The header of '{scan.Path}' (line {row.LineNumber}) is malformed: {reason}.{JsonHint}");
        }

        // The library hands on text, with U+FFFD for what is not UTF-8. The row is broken either way, and only who
        // cheats hands it on.
        scan.Break(row.LineNumber, reason, Encoding.UTF8.GetBytes(row.RawRecord), row.ByteOffset);
    }

    private int[] LocateColumns(CsvReader csv)
    {
        // A name that is not UTF-8 is no column's: it must not become one by what stands for its invalid bytes.
        var headers = new List<string?>();
        for (int i = 0; i < csv.FieldCount; i++)
        {
            ReadOnlySpan<byte> name = csv.GetSpan(i);
            headers.Add(Utf8.IsValid(name) ? Encoding.UTF8.GetString(name).Trim() : null);
        }

        List<string> missing = [.. _columns.Where(name => !headers.Contains(name))];
        List<string> twice = [.. _columns.Where(name => headers.IndexOf(name) != headers.LastIndexOf(name))];
        if (missing.Count + twice.Count > 0)
        {
            string hint = HintOf(headers, missing);
            throw new DatasetException(
                DatasetFault.ColumnMissing,
                missing.Count == _columns.Count
                    ? NoHeader(csv.LineNumber) + hint
                    : $"The header of '{scan.Path}' {Describe("lacks", missing, twice)}; it has {Quoted(headers)}, "
                        + $"expected each of {Quoted(_columns)} once.{hint}");
        }

        return [.. _columns.Select(name => headers.IndexOf(name))];
    }

    // A row that names no column is most likely a record, and no message shows the values of one.
    private string NoHeader(long line) =>
        $"The first row of '{scan.Path}' (line {line}) names none of the columns {Quoted(_columns)}; expected a header "
        + "with each of them once.";

    private string HintOf(List<string?> headers, List<string> missing) =>
        headers.Contains(null)
            ? " The row is not UTF-8; expected UTF-8."
            : FileHints.Sentence(FileHints.OfHeader([.. headers.OfType<string>()], missing, layout.Separator)) + JsonHint;

    private string JsonHint =>
        beginsAsJson ? " The file begins as JSON does; JSON lines are read from a file named .jsonl." : string.Empty;

    private static string Describe(string verb, List<string> missing, List<string> twice) => string.Join(" and ", new[]
    {
        missing.Count > 0 ? $"{verb} {Quoted(missing)}" : null,
        twice.Count > 0 ? $"names {Quoted(twice)} twice" : null,
    }.Where(part => part is not null));

    private static string Quoted(IReadOnlyCollection<string?> names)
    {
        string shown = string.Join(
            ", ", names.Take(MostShown).Select(static name => PrintableText.Quote(name ?? "\uFFFD")));
        return names.Count > MostShown ? $"{shown} and {names.Count - MostShown} more" : shown;
    }
}
