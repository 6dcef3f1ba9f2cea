using System.Text;
using Candor.Client.Datasets;

namespace Candor.Client.Tests.Datasets;

public sealed class JsonLinesTests : IDisposable
{
    private static readonly RecordFormatFile s_patients = new(
    [
        new SchemaColumn("age", SchemaColumnKind.Integer) { Minimum = 0, Maximum = 130 },
        new SchemaColumn("radius", SchemaColumnKind.Number) { Minimum = 0 },
        new SchemaColumn("ward", SchemaColumnKind.Text) { Required = false },
    ]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FromFile_ValidLines_CountsThemAndTellsRepeatsByLine()
    {
        Dataset dataset = Read(
            """
            {"age": 61, "radius": 17.99, "ward": "A1"}

            {"ward": "\u0041\u0031", "ignored": {"age": [1, {}]}, "radius": "1799e-2", "age": " 61 "}
            {"age": 43, "radius": 1, "ward": null}
            {"radius": 1.0, "age": 43}
            """);

        Assert.Equal((2u, 4L, 0L, 2L), (dataset.Records, dataset.Rows, dataset.BrokenRows, dataset.RepeatedRows));
        Assert.Equal([new RepeatedRow(3, 1), new RepeatedRow(5, 4)], dataset.Repeated);
    }

    [Fact]
    public void FromFile_BrokenLines_ListsLineColumnAndReason()
    {
        Dataset dataset = Read(
            """
            {"age": 131, "radius": -1}
            {"age": 1.0, "radius": true, "ward": [1]}
            {"age": 1, "radius": 1
            {"age": 1, "radius": 1} {"age": 2, "radius": 1}
            [1, 1]
            7
            {"age": 1, "radius": 1, "age": 1}
            {"radius": 1}
            {"age": 1, "radius": 1, "ward": "\ud800"}
            {"age": 1, "radius": 1e400}
            {"age": 1, "\ud800": 1}
            {"age": 1, "radius": 2}
            """);

        Assert.Equal((1u, 12L, 11L), (dataset.Records, dataset.Rows, dataset.BrokenRows));
        Assert.Equal(
            [
                "line 1, column 'age': '131' is above 130, the greatest value",
                "line 1, column 'radius': '-1' is below 0, the least value",
                "line 2, column 'age': '1.0' is not an integer of 64 bits",
                "line 2, column 'radius': the value is true; expected a number, a string or null",
                "line 2, column 'ward': the value is an array; expected a number, a string or null",
                "line 3: the line is not one JSON object (from byte 23)",
                "line 4: the line is not one JSON object (from byte 25)",
                "line 5: the line is not a JSON object",
                "line 6: the line is not a JSON object",
                "line 7: the line has 'age' twice; expected each column once",
                "line 8, column 'age': there is no value; expected one",
                "line 9, column 'ward': the value is not UTF-8, or escapes half a character",
                "line 10, column 'radius': '1e400' is not a finite number",
                "line 11: a member's name is not text",
            ],
            dataset.Faults.Select(fault => fault.ToString()));
    }

    [Fact]
    public void FromFile_NotUtf8_IsABrokenRow()
    {
        byte[] bytes = [.. "{\"age\": 1, \"radius\": 1, \"ward\": \""u8, 0xff, .. "\"}\n"u8];
        File.WriteAllBytes(_folder["data.jsonl"], bytes);

        Dataset dataset = Dataset.FromFile(_folder["data.jsonl"], s_patients.Format);

        Assert.Equal("line 1, column 'ward': the value is not UTF-8", Assert.Single(dataset.Faults).ToString());
    }

    [Fact]
    public void FromFile_ByteOrderMarkAndWindowsLineEnds_Reads()
    {
        Dataset dataset = Read("\uFEFF{\"age\": 1, \"radius\": 1}\r\n\r\n{\"age\": 2, \"radius\": 1}\r\n");

        Assert.Equal((2u, 2L), (dataset.Records, dataset.Rows));
    }

    [Fact]
    public void FromFile_NameSaysTheFormat_UnlessToldOtherwise()
    {
        const string Json = "{\"age\": 1, \"radius\": 1}\n";
        Assert.Equal(1u, Dataset.FromFile(_folder.Write("a.NDJSON", Json), s_patients.Format).Records);
        Assert.Equal(
            1u, Dataset.FromFile(_folder.Write("a.txt", Json), s_patients.Format, new() { Format = DatasetFileFormat.JsonLines }).Records);
        Assert.Equal(
            DatasetFault.HeaderInvalid,
            Assert.Throws<DatasetException>(() => Dataset.FromFile(_folder["a.txt"], s_patients.Format)).Fault);
        Assert.Equal(
            DatasetFault.HeaderInvalid,
            Assert.Throws<DatasetException>(() => Dataset.FromFile(
                _folder["a.NDJSON"], s_patients.Format, new() { Format = DatasetFileFormat.Csv })).Fault);
    }

    [Fact]
    public void FromFile_EmptyFile_SaysWhatWasExpected()
    {
        var refused = Assert.Throws<DatasetException>(() => Read(string.Empty));

        Assert.Equal(DatasetFault.Empty, refused.Fault);
        Assert.Equal(
            $"The file '{_folder["data.jsonl"]}' is empty; expected a dataset in JSON lines.", refused.Message);
    }

    // Around the first buffer's end a line begins, ends, and spans it, in turn.
    [Fact]
    public void FromFile_LinesOfManyLengths_ReadsEachWhole()
    {
        var text = new StringBuilder();
        int rows = 0;
        for (int length = 1; text.Length < 600_000; length = (length * 7 % 9_001) + 1, rows++)
        {
            text.Append($"{{\"age\": {rows % 130}, \"radius\": {rows}, \"ward\": \"{new string('é', length)}\"}}\n");
        }

        Dataset dataset = Read(text.ToString().TrimEnd('\n'));

        Assert.Equal(((uint)rows, 0L), (dataset.Records, dataset.BrokenRows));
    }

    [Fact]
    public void FromFile_LineThatNeverEnds_IsRefusedAndNotReadIntoMemory()
    {
        string path = _folder.Write("data.jsonl", "{}\n{\"age\": \"" + new string('1', 17 * 1024 * 1024));

        var refused = Assert.Throws<DatasetException>(() => Dataset.FromFile(path, s_patients.Format));

        Assert.Equal(DatasetFault.Unreadable, refused.Fault);
        Assert.Contains("Line 2 has more than 16777216 bytes.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFile_ManyRows_ReportsProgressAndStopsWhenTold()
    {
        string path = _folder.Write(
            "data.jsonl",
            string.Concat(Enumerable.Range(0, 25_000).Select(i => $"{{\"age\": {i % 100}, \"radius\": {i}}}\n")));
        var seen = new List<DatasetProgress>();
        Dataset dataset = Dataset.FromFile(path, s_patients.Format, progress: new ImmediateProgress(seen.Add));

        Assert.Equal([10_000, 20_000, 25_000], seen.Select(p => p.Rows));
        Assert.Equal(seen[^1].TotalBytes, seen[^1].BytesRead);
        Assert.InRange(seen[0].BytesRead, 1, seen[0].TotalBytes - 1);
        Assert.Equal(25_000u, dataset.Records);

        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Dataset.FromFile(
            path,
            s_patients.Format,
            progress: new ImmediateProgress(_ => stop.Cancel()),
            cancellationToken: stop.Token));
    }

    private Dataset Read(string text) => Dataset.FromFile(_folder.Write("data.jsonl", text), s_patients.Format);
}
