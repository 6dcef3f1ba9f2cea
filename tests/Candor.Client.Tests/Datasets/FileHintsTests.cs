using System.Text;
using Candor.Client.Datasets;

namespace Candor.Client.Tests.Datasets;

/// <summary>What is said of files that other programs wrote.</summary>
public sealed class FileHintsTests : IDisposable
{
    private const string Schema = """
        { "columns": [ { "name": "id", "kind": "text" }, { "name": "x", "kind": "number" },
          { "name": "n", "kind": "integer", "required": false } ] }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1,5", NumberSpelling.DecimalComma)]
    [InlineData("-,5", NumberSpelling.DecimalComma)]
    [InlineData("0,123", NumberSpelling.DecimalComma)]
    [InlineData("1234,567", NumberSpelling.DecimalComma)]
    [InlineData("1,5e-3", NumberSpelling.DecimalComma)]
    [InlineData("1,234", NumberSpelling.CommaOfEitherKind)]
    [InlineData("1,234,567", NumberSpelling.Thousands)]
    [InlineData("1,234.5", NumberSpelling.Thousands)]
    [InlineData("1.234.567", NumberSpelling.Thousands)]
    [InlineData("1.234,5", NumberSpelling.Thousands)]
    [InlineData("1 234", NumberSpelling.Thousands)]
    [InlineData("1'234'567.5", NumberSpelling.Thousands)]
    [InlineData("1\u202F234,5", NumberSpelling.Thousands)]
    [InlineData("1.234", null)]
    [InlineData("1,23,4", null)]
    [InlineData("1,234 567", null)]
    [InlineData("abc", null)]
    [InlineData("", null)]
    internal void SpellingOf_AText_TellsWhatWroteIt(string text, NumberSpelling? expected) =>
        Assert.Equal(expected, FileHints.SpellingOf(text));

    [Theory]
    [InlineData(
        "id,x,n\na,\"1,5\",2\nb,\"1,234\",3\n",
        "column 'x' has decimal commas (first in line 2): write decimal points, 1.5 and not 1,5")]
    [InlineData(
        "id,x,n\na,\"1,234,567\",\"1,000\"\nb,2,\"2,000\"\n",
        "column 'x' has separators between thousands (first in line 2): write numbers without them, 1234567.5 and not "
        + "1,234,567.5")]
    [InlineData(
        "id,x,n\na,\"1,234\",\"1,000\"\n",
        "columns 'x', 'n' have commas in numbers (first in line 2): write decimal points, and no separators between "
        + "thousands")]
    [InlineData(
        "id,x,n\na,1,5,2\n",
        "line 2 has 4 cells where 3 were expected, as commas inside cells make them: write decimal points, 1.5 and not 1,5, "
        + "and put quotes around texts that hold a comma")]
    [InlineData(
        "id,x,n\nSmith, J,1,\n",
        "line 2 has 4 cells where 3 were expected: put quotes around cells that hold ',', or write the file with another "
        + "separator and pass it with --separator")]
    [InlineData("id,x,n\na,abc,2\nb\n", null)]
    [InlineData("id,x,n\n\"1,5\",1,2\n", null)]
    public void Hints_OfBrokenRows_SayWhatToDo(string csv, string? expected)
    {
        Dataset data = Read(csv);

        Assert.Equal(expected is null ? [] : [expected], data.Hints);
    }

    [Theory]
    [InlineData("a;1;2\n", ",", "line 1 is one cell with ';' in it: pass --separator ';' (DatasetFileOptions.Separator)")]
    [InlineData("a\t1,5\t2\n", ",", null)]
    [InlineData("a\t1\t2\n", ",", "line 1 is one cell with tabs in it: pass --separator tab (DatasetFileOptions.Separator)")]
    [InlineData("a,1,2\n", ";", "line 1 is one cell with ',' in it: pass --separator ',' (DatasetFileOptions.Separator)")]
    public void Hints_WithoutAHeader_NameTheSeparatorOfTheFirstRow(string csv, string separator, string? expected)
    {
        string headless = Schema.Replace(
            "{ \"columns\"", $"{{ \"header\": false, \"separator\": \"{separator}\", \"columns\"", StringComparison.Ordinal);

        Assert.Equal(expected is null ? [] : [expected], Read(csv, headless).Hints);
    }

    [Theory]
    [InlineData("id;x;n\n", "the header is one cell with ';' in it: pass --separator ';' (DatasetFileOptions.Separator)")]
    [InlineData("id\tx\tn\n", "the header is one cell with tabs in it: pass --separator tab (DatasetFileOptions.Separator)")]
    [InlineData("id|x|n\n", "the header is one cell with '|' in it: pass --separator '|' (DatasetFileOptions.Separator)")]
    [InlineData(
        "ID,x,n\n",
        "the header has 'id' in another spelling (letter case, spaces or characters that do not show): rename it, for names "
        + "are compared letter by letter")]
    [InlineData(
        "i d,x\u200B,N\n",
        "the header has 'id', 'x', 'n' in another spelling (letter case, spaces or characters that do not show): rename it, "
        + "for names are compared letter by letter")]
    [InlineData("name,x,n\n", null)]
    public void FromFile_HeaderLacksColumns_EndsWithTheHint(string csv, string? expected)
    {
        var fault = Assert.Throws<DatasetException>(() => Read(csv));

        Assert.Equal(DatasetFault.ColumnMissing, fault.Fault);
        Assert.EndsWith(
            expected is null ? "expected each of 'id', 'x', 'n' once." : $" Hint: {expected}.",
            fault.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Hints_Latin1_SayHowToSaveIt()
    {
        string path = _folder["latin1.csv"];
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes("id,x,n\na,1,2\nMüller,1,2\n"));

        Dataset data = Dataset.FromFile(path, RecordFormatFile.Parse(Schema).Format);

        Assert.Equal((1u, 1L), (data.Records, data.BrokenRows));
        Assert.Equal(
            ["the file is not UTF-8 (first in line 3); it looks like Windows-1252 or ISO 8859-1: save it as UTF-8, such as "
                + "with 'iconv -f WINDOWS-1252 -t UTF-8'"],
            data.Hints);
    }

    [Fact]
    public void Hints_JsonLinesWhoseMembersHaveOtherNames_NameThem()
    {
        string path = _folder.Write("data.jsonl", "{\"id\":\"a\",\"X\":1}\n{\"id\":\"b\",\"X\":2}\n");

        Dataset data = Dataset.FromFile(path, RecordFormatFile.Parse(Schema).Format);

        Assert.Equal(
            ["no line has a value for 'x': look at the members' names, which are compared letter by letter"], data.Hints);
    }

    [Fact]
    public void FaultCounts_CountTheWholeFileByColumnAndKind_AndHoldNoValue()
    {
        const string Tricky = "it' is secret";
        string path = _folder.Write(
            "data.csv", $"id,x,n\na,\"{Tricky}\",1\nb,abc,2.5\nc,,3\nd,\"{Tricky}\",4\ne,1\nf,1,9\n");

        Dataset data = Dataset.FromFile(
            path, RecordFormatFile.Parse(Schema).Format, new DatasetFileOptions { MaxListed = 0 });

        Assert.Empty(data.Faults);
        Assert.Equal((1u, 5L), (data.Records, data.BrokenRows));
        Assert.Equal(
            [
                new FaultCount("x", "is not a finite number", 3, 2),
                new FaultCount("n", "is not an integer of 64 bits", 1, 3),
                new FaultCount("x", "there is no value; expected one", 1, 4),
                new FaultCount(null, "the row has 2 fields; expected 3", 1, 6),
            ],
            data.FaultCounts);
        Assert.Equal("3 rows from line 2, column 'x': is not a finite number", data.FaultCounts[0].ToString());
    }

    [Fact]
    public void FaultCounts_OfAFileOfManyKinds_AreBounded()
    {
        var csv = new StringBuilder("id,x,n\n");
        for (int fields = 4; fields < FaultTally.MostKinds + 10; fields++)
        {
            csv.Append(',', fields - 1).Append('\n');
        }

        Dataset data = Read(csv.ToString());

        Assert.Equal(FaultTally.MostKinds + 1, data.FaultCounts.Count);
        Assert.Equal(new FaultCount(null, "other faults", 6, FaultTally.MostKinds + 2), data.FaultCounts[0]);
        Assert.Equal(data.BrokenRows, data.FaultCounts.Sum(static count => count.Rows));
    }

    private Dataset Read(string csv, string schema = Schema)
    {
        var format = RecordFormatFile.Parse(schema);
        return Dataset.FromFile(_folder.Write("data.csv", csv), format.Format, format.Options);
    }
}
