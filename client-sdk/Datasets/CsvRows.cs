using System.Text;
using CsvHelper;

namespace Candor.Client.Datasets;

/// <summary>Reads the rows of a CSV file (RFC 4180, UTF-8).</summary>
/// <param name="scan">Takes them.</param>
/// <param name="layout">How the file is laid out.</param>
internal sealed class CsvRows(DatasetScan scan, DatasetLayout layout)
{
    private readonly IReadOnlyList<string> _columns = [.. scan.Format.Columns.Select(static column => column.Name)];

    /// <summary>Reads all rows.</summary>
    internal void Read(FileStream file)
    {
        using CsvReader csv = CsvReader.Create(file, Options(), leaveOpen: true);
        int[] fieldOfColumn = LocateColumns(csv, out int width);
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
    }

    private CsvReaderOptions Options() => new()
    {
        Separator = layout.Separator,
        HasHeader = layout.HasHeader,
        Encoding = null,
        TrackLineNumbers = true,
        MaxRecordSize = DatasetScan.MaxRowBytes,
        MalformedData = CsvMalformedDataHandling.Skip,
        OnMalformedRecord = OnMalformedRow,
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
        scan.Break(row.LineNumber, reason, Encoding.UTF8.GetBytes(row.RawRecord), row.ByteOffset);
    }

    private int[] LocateColumns(CsvReader csv, out int width)
    {
        if (!layout.HasHeader)
        {
            width = _columns.Count;
            return [.. Enumerable.Range(0, width)];
        }

        csv.ReadHeader();
        List<string> headers = [.. csv.Headers.Select(header => header.Trim())];
        width = headers.Count;
        List<string> missing = [.. _columns.Where(name => !headers.Contains(name))];
        List<string> twice = [.. _columns.Where(name => headers.IndexOf(name) != headers.LastIndexOf(name))];
        if (missing.Count + twice.Count > 0)
        {
            throw new DatasetException(
                DatasetFault.ColumnMissing,
                $"The header of '{scan.Path}' {Describe("lacks", missing, twice)}; it has {Quoted(headers)}, expected "
                + $"each of {Quoted(_columns)} once."
                + FileHints.Sentence(FileHints.OfHeader(headers, missing, layout.Separator)));
        }

        return [.. _columns.Select(name => headers.IndexOf(name))];
    }

    private static string Describe(string verb, List<string> missing, List<string> twice) => string.Join(" and ", new[]
    {
        missing.Count > 0 ? $"{verb} {Quoted(missing)}" : null,
        twice.Count > 0 ? $"names {Quoted(twice)} twice" : null,
    }.Where(part => part is not null));

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
