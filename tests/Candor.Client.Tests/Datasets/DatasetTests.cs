using System.Globalization;
using System.Text;
using Candor.Client.Datasets;

namespace Candor.Client.Tests.Datasets;

public sealed class DatasetTests : IDisposable
{
    private static readonly RecordFormatFile s_patients = new(
    [
        new SchemaColumn("age", SchemaColumnKind.Integer) { Minimum = 0, Maximum = 130 },
        new SchemaColumn("radius", SchemaColumnKind.Number) { Minimum = 0 },
        new SchemaColumn("label", SchemaColumnKind.Category) { Values = ["benign", "malignant"] },
        new SchemaColumn("ward", SchemaColumnKind.Text) { Pattern = "[A-Z][0-9]+", Required = false },
    ]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FromCsv_ValidRows_CountsThem()
    {
        Dataset dataset = Read("age,radius,label,ward\n61,17.99,malignant,A1\n43,12.5,benign,\n");

        Assert.Equal((2u, 2L, 0L, 0L), (dataset.Records, dataset.Rows, dataset.BrokenRows, dataset.RepeatedRows));
        Assert.Empty(dataset.Faults);
    }

    [Fact]
    public void FromCsv_BrokenRows_ListsLineColumnAndReason()
    {
        Dataset dataset = Read(
            """
            age,radius,label,ward
            61,17.99,malignant,A1
            abc,-1,maybe,a1
            ,NaN,,

            131,1e400,benign,A1
            1,2
            7.5,1,benign,A1
            5,"1"x,benign,A1
            6,1"2,benign,A1
            44,1,benign,B2
            """);

        Assert.Equal((2u, 9L, 7L), (dataset.Records, dataset.Rows, dataset.BrokenRows));
        Assert.Equal(
            [
                "line 3, column 'age': 'abc' is not an integer of 64 bits",
                "line 3, column 'radius': '-1' is below 0, the least value",
                "line 3, column 'label': 'maybe' is not one of 'benign', 'malignant'",
                "line 3, column 'ward': 'a1' does not match the pattern '[A-Z][0-9]+'",
                "line 4, column 'age': there is no value; expected one",
                "line 4, column 'radius': 'NaN' is not a finite number",
                "line 4, column 'label': there is no value; expected one",
                "line 6, column 'age': '131' is above 130, the greatest value",
                "line 6, column 'radius': '1e400' is not a finite number",
                "line 7: the row has 2 fields; expected 4",
                "line 8, column 'age': '7.5' is not an integer of 64 bits",
                "line 9: text after a closing quote; expected the separator",
                "line 10: a quote inside an unquoted field; expected \"…\" around the whole field",
            ],
            dataset.Faults.Select(fault => fault.ToString()));
    }

    [Fact]
    public void FromCsv_RepeatedRecords_CountOnceAndNameTheFirstLine()
    {
        Dataset dataset = Read(
            "age,radius,label,ward\n61,1,benign,A1\n62,1,benign,A1\n 61 ,1.0,benign,\"A1\"\n+61,10e-1,benign,A1\n");

        Assert.Equal((2u, 2L), (dataset.Records, dataset.RepeatedRows));
        Assert.Equal([new RepeatedRow(4, 2), new RepeatedRow(5, 2)], dataset.Repeated);
        Assert.Equal("line 4 repeats line 2", dataset.Repeated[0].ToString());
    }

    [Fact]
    public void FromCsv_QuotedFieldsOverSeveralLines_CountsLinesAsEditorsDo()
    {
        var schema = new RecordFormatFile(
            [new SchemaColumn("note", SchemaColumnKind.Text), new("n", SchemaColumnKind.Integer)]);

        Dataset dataset = Read("note,n\r\n\"a, \"\"b\"\"\r\nc\",1\r\nplain,x\r\n", schema);

        Assert.Equal(1u, dataset.Records);
        Assert.Equal("line 4, column 'n': 'x' is not an integer of 64 bits", Assert.Single(dataset.Faults).ToString());
    }

    [Fact]
    public void FromCsv_UnclosedQuote_IsOneBrokenRow()
    {
        Dataset dataset = Read("age,radius,label,ward\n61,1,benign,A1\n62,1,benign,\"A1\n63,1,benign,A1\n");

        Assert.Equal((1u, 1L), (dataset.Records, dataset.BrokenRows));
        Assert.Equal("line 3: a quoted field that is never closed", Assert.Single(dataset.Faults).ToString());
    }

    [Fact]
    public void FromCsv_ColumnsInOtherOrderAndMore_FindsThemByName()
    {
        Dataset dataset = Read("id,ward,label,radius,age\n1,A1,benign,1,61\n2,A1,benign,1,61\n");

        // The column `id` is not in the schema, so it does not tell two records apart.
        Assert.Equal((1u, 1L), (dataset.Records, dataset.RepeatedRows));
    }

    [Fact]
    public void FromCsv_ByteOrderMarkAndOtherSeparator_Reads()
    {
        var schema = new RecordFormatFile(s_patients.Columns, separator: ';');

        Dataset dataset = Read("\uFEFFage;radius;label;ward\n61;1;benign;A1\n", schema);

        Assert.Equal(1u, dataset.Records);
    }

    [Fact]
    public void FromCsv_NotUtf8_IsABrokenRow()
    {
        byte[] bytes = [.. "age,radius,label,ward\n61,1,benign,"u8, 0xff, 0xfe, .. "\n62,1,benign,A1\n"u8];
        File.WriteAllBytes(_folder["data.csv"], bytes);

        Dataset dataset = Dataset.FromFile(_folder["data.csv"], s_patients.Format);

        Assert.Equal(1u, dataset.Records);
        Assert.Equal("line 2, column 'ward': the value is not UTF-8", Assert.Single(dataset.Faults).ToString());
    }

    [Fact]
    public void FromCsv_MissingColumn_NamesItAndThePath()
    {
        DatasetException refused = Refuse("age,label,ward\n61,benign,A1\n");

        Assert.Equal(DatasetFault.ColumnMissing, refused.Fault);
        Assert.Equal("DATASET_COLUMN_MISSING", refused.Reason);
        Assert.Equal(
            $"The header of '{_folder["data.csv"]}' lacks 'radius'; it has 'age', 'label', 'ward', expected each of "
            + "'age', 'radius', 'label', 'ward' once.",
            refused.Message);
    }

    [Fact]
    public void FromCsv_ColumnTwice_IsRefused()
    {
        DatasetException refused = Refuse("age,age,radius,label,ward\n61,62,1,benign,A1\n");

        Assert.Equal(DatasetFault.ColumnMissing, refused.Fault);
        Assert.Contains("names 'age' twice", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromCsv_EmptyOrAbsentFile_SaysWhatWasExpected()
    {
        DatasetException empty = Refuse("");
        var absent = Assert.Throws<DatasetException>(() => Dataset.FromFile(_folder["absent.csv"], s_patients.Format));
        var folder = Assert.Throws<DatasetException>(() => Dataset.FromFile(_folder.Root, s_patients.Format));

        Assert.Equal(
            (DatasetFault.Empty, $"The file '{_folder["data.csv"]}' is empty; expected a dataset in CSV."),
            (empty.Fault, empty.Message));
        Assert.Equal(
            (DatasetFault.FileMissing, $"There is no file '{_folder["absent.csv"]}'; expected a dataset in CSV."),
            (absent.Fault, absent.Message));
        Assert.Equal(DatasetFault.Unreadable, folder.Fault);
    }

    [Fact]
    public void FromCsv_RowThatNeverEnds_IsRefusedAndNotReadIntoMemory()
    {
        string path = _folder.Write(
            "data.csv", "age,radius,label,ward\n61,1,benign,\"" + new string('x', 17 * 1024 * 1024));

        var refused = Assert.Throws<DatasetException>(() => Dataset.FromFile(path, s_patients.Format));

        Assert.Equal(DatasetFault.Unreadable, refused.Fault);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void FromCsv_HeaderThatIsMalformed_IsRefused()
    {
        DatasetException refused = Refuse("age,radius,label,\"wa\"rd\n61,1,benign,A1\n");

        Assert.Equal(DatasetFault.HeaderInvalid, refused.Fault);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void FromCsv_HeaderAlone_CountsNothing()
    {
        Dataset dataset = Read("age,radius,label,ward\n");

        Assert.Equal((0u, 0L), (dataset.Records, dataset.Rows));
    }

    [Fact]
    public void FromCsv_ListLimit_CountsAllAndListsSome()
    {
        string rows = string.Concat(Enumerable.Repeat("x,1,benign,A1\n61,1,benign,A1\n", 50));
        string path = _folder.Write("data.csv", "age,radius,label,ward\n" + rows);

        Dataset dataset = Dataset.FromFile(path, s_patients.Format, new() { MaxListed = 3 });

        Assert.Equal((50L, 49L, 1u), (dataset.BrokenRows, dataset.RepeatedRows, dataset.Records));
        Assert.Equal((3, 3), (dataset.Faults.Count, dataset.Repeated.Count));
    }

    [Fact]
    public void FromCsv_ManyRows_ReportsProgressAndStopsWhenTold()
    {
        var text = new StringBuilder("age,radius,label,ward\n");
        for (int i = 0; i < 25_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i % 100},{i},benign,A1\n");
        }

        string path = _folder.Write("data.csv", text.ToString());
        var seen = new List<DatasetProgress>();
        Dataset dataset = Dataset.FromFile(path, s_patients.Format, progress: new ImmediateProgress(seen.Add));

        Assert.Equal([10_000, 20_000, 25_000], seen.Select(p => p.Rows));
        Assert.Equal(seen[^1].TotalBytes, seen[^1].BytesRead);
        Assert.InRange(seen[0].BytesRead, 1, seen[0].TotalBytes - 1);
        Assert.Equal(25_000u, dataset.Records);

        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Dataset.FromFile(
            path, s_patients.Format, null, new ImmediateProgress(_ => stop.Cancel()), stop.Token));
    }

    [Fact]
    public void FromCsv_RealData_CountsItsRecords()
    {
        // The file's first line is scikit-learn's summary, no header: 569 records follow, none of them twice.
        var schema = new RecordFormatFile(
            [
                .. Enumerable.Range(1, 30).Select(
                    i => new SchemaColumn($"feature {i}", SchemaColumnKind.Number) { Minimum = 0 }),
                new SchemaColumn("diagnosis", SchemaColumnKind.Category) { Values = ["0", "1"] },
            ],
            header: false);

        Dataset dataset = Dataset.FromFile(
            Path.Combine(AppContext.BaseDirectory, "data", "breast_cancer.csv"), schema.Format, schema.Options);

        Assert.Equal((569u, 0L), (dataset.Records, dataset.RepeatedRows));
        Assert.Equal("line 1: the row has 4 fields; expected 31", Assert.Single(dataset.Faults).ToString());
    }

    private Dataset Read(string csv, RecordFormatFile? schema = null) =>
        Dataset.FromFile(
            _folder.Write("data.csv", csv), (schema ?? s_patients).Format, (schema ?? s_patients).Options);

    private DatasetException Refuse(string csv) => Assert.Throws<DatasetException>(() => Read(csv));
}
