using System.Text;
using Candor.Client;
using Candor.Client.Datasets;
using Candor.Market.Records;

namespace Candor.Fuzzing.Targets;

/// <summary>Datasets as files, records as an audit opens them, and the formats of both.</summary>
internal static class DatasetTargets
{
    private const string RowsLaw = "records or a DatasetException; each record taken is one that an audit passes";

    private static readonly RecordFormat s_format = new(
    [
        new IntegerColumn("id", minimum: 0, maximum: 1_000_000),
        new NumberColumn("size", isOptional: true),
        new CategoryColumn("kind", ["ja", "nein"], isOptional: true),
        new TextColumn("name", isOptional: true, pattern: "[a-zäöü]+( [a-zäöü]+)*", maxBytes: 64),
    ]);

    /// <summary>All of them.</summary>
    internal static IEnumerable<FuzzTarget> All { get; } =
    [
        new("csv", RowsLaw, input => Rows(input, DatasetFileFormat.Csv)),
        new("json-lines", RowsLaw, input => Rows(input, DatasetFileFormat.JsonLines)),
        new("record", "valid or a fault; what is valid is its only encoding", Record),
        new("record-format", "a format or a DatasetException; written again it reads the same", Format),
    ];

    private static void Rows(byte[] input, DatasetFileFormat kind)
    {
        string path = ForeignFile.Write(input);
        var layout = new DatasetLayout(kind, HasHeader: true, ',');
        long records = 0;
        var scan = new DatasetScan(path, s_format, layout) { MaxListed = 10 };
        Laws.Takes<DatasetException>(() => scan.Run(
            (record, _) =>
            {
                records++;
                Laws.Require(
                    s_format.FaultOf(record.Span) is null,
                    $"the record {Convert.ToHexStringLower(record.Span)} is taken, and an audit refuses it: "
                    + s_format.FaultOf(record.Span));
            },
            CancellationToken.None));
        Laws.Require(records + scan.Broken == scan.Rows, $"{scan.Rows} rows, {records} taken, {scan.Broken} broken");
    }

    private static void Record(byte[] input)
    {
        if (s_format.FaultOf(input) is { } fault)
        {
            Laws.Require(fault.Length is > 0 and < 65_536, $"a fault of {fault.Length} characters");
            return;
        }

        var decoder = new RecordDecoder(input);
        var encoder = new RecordEncoder();
        while (decoder.Left > 0)
        {
            Laws.Require(decoder.Next(out RecordValue value) is null, "a valid record does not decode");
            switch (value.Kind)
            {
                case RecordEncoder.Absent:
                    encoder.AppendAbsent();
                    break;
                case RecordEncoder.Number:
                    encoder.AppendNumber(value.Number);
                    break;
                case RecordEncoder.Integer:
                    encoder.AppendInteger(value.Integer);
                    break;
                default:
                    encoder.AppendText(value.Text);
                    break;
            }
        }

        Laws.RequireSame(encoder.Written.Span, input, "the encoded record");
    }

    private static void Format(byte[] input)
    {
        RecordFormatFile? read = null;
        if (Laws.Takes<DatasetException>(() => read = RecordFormatFile.Parse(Encoding.UTF8.GetString(input))))
        {
            string written = read!.ToJson();
            Laws.Require(RecordFormatFile.Parse(written).ToJson() == written, "written twice it differs");
        }
    }
}
