using Candor.Client.Datasets;
using Candor.Market.Records;

namespace Candor.Client.Tests.Datasets;

public sealed class RecordFormatFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Parse_EveryMember_ReadsBackAsWritten()
    {
        const string Json = """
            {
              // A hospital's export.
              "header": false,
              "separator": ";",
              "columns": [
                { "name": "age", "kind": "integer", "minimum": 0, "maximum": 130 },
                { "name": "label", "kind": "category", "values": ["0", "1"] },
                { "name": "ward", "kind": "text", "pattern": "[A-Z]+", "required": false, },
              ],
            }
            """;

        RecordFormatFile schema = RecordFormatFile.Parse(Json);
        RecordFormatFile again = RecordFormatFile.Parse(schema.ToJson());

        Assert.Equal((false, ';', 3), (schema.HasHeader, schema.Separator, schema.Columns.Count));
        Assert.Equal((130d, 0d), (schema.Columns[0].Maximum, schema.Columns[0].Minimum));
        Assert.Equal(["0", "1"], schema.Columns[1].Values);
        Assert.Equal(("[A-Z]+", false), (schema.Columns[2].Pattern, schema.Columns[2].Required));
        Assert.Equal(schema.ToJson(), again.ToJson());
    }

    [Fact]
    public void Load_BadFile_SaysWhereAndWhat()
    {
        AssertLoad(
            """{ "columns": [ { "name": "a", "kind": "number", "min": 0 } ] }""",
            "line 1, column 55",
            "columns[0].min",
            "no such member");
        AssertLoad("{\n  \"columns\": [\n    { \"name\": }\n", "line 3, column 15");
        AssertLoad(
            """{ "columns": [ { "name": "a", "kind": "float" } ] }""",
            "$.columns[0].kind",
            "expected number, integer, text or category");
        AssertLoad("""{ "columns": [ { "name": "a", "kind": 1 } ] }""", "$.columns[0].kind");
        AssertLoad("""{ "columns": [ { "kind": "text" } ] }""", "$.columns[0]': it lacks 'name'");
        AssertLoad(
            """{ "separator": ",," , "columns": [ { "name": "a", "kind": "text" } ] }""", "expected one character");
        AssertLoad("null", "expected an object");
        AssertLoad("""{ "columns": [ null ] }""", "one of the columns is 'null'; expected an object");
        AssertLoad("", "is wrong: there is nothing in it; expected JSON.");
        AssertLoad("id,x\n1,2\n", "line 1, column 1: 'i' is an invalid start of a value; expected JSON.");
        AssertLoad("[]", "the JSON is no schema; expected an object with columns");
        AssertLoad(
            """{ "columns": [ { "name": "a", "kind": "text", "values": 3 } ] }""",
            "$.columns[0].values': the value is of another kind than the member takes.");
        AssertLoad("""{ "columns": [ { "name": "\u200b", "kind": "text" } ] }""", "one of which can be seen");
        AssertLoad(
            "{ \"columns\": [ { \"name\": \"a\", \"kind\": \"text\", \"pattern\": \"\\\\x{41\\u0000}\" } ] }",
            "an escape that is not known, at offset 0");

        var absent = Assert.Throws<DatasetException>(() => RecordFormatFile.Load(_folder["absent.json"]));
        Assert.Equal(DatasetFault.FileMissing, absent.Fault);
    }

    [Fact]
    public void Constructor_Contradictions_ListsAllOfThem()
    {
        var refused = Assert.Throws<DatasetException>(() => new RecordFormatFile(
            [
                new SchemaColumn("a", SchemaColumnKind.Number) { Minimum = 2, Maximum = 1 },
                new SchemaColumn("a", SchemaColumnKind.Category),
                new SchemaColumn("b", SchemaColumnKind.Text) { Pattern = "(" },
                new SchemaColumn("c", SchemaColumnKind.Text) { Pattern = @"(a)\1", Minimum = 1 },
                new SchemaColumn(" ", SchemaColumnKind.Integer) { Maximum = double.NaN, Values = ["x "] },
            ],
            separator: '"'));

        Assert.Equal(DatasetFault.SchemaInvalid, refused.Fault);
        string[] expected =
        [
            "separator: '\"'",
            "columns[0].minimum: 2 is above the maximum 1",
            "columns[1].values: a category lists its values",
            "columns[1].name: 'a' is the name of an earlier column",
            "columns[2].pattern: '('",
            @"columns[3].pattern: '(a)\1'",
            "columns[3].minimum: only a number or an integer has a range",
            "columns[4].name: ' ' is not a column's name",
            "columns[4].minimum: a range has finite ends",
            "columns[4].values: only a category lists its values",
            "columns[4].values: a value is empty or has white space around it",
        ];
        Assert.All(expected, fault => Assert.Contains(fault, refused.Message, StringComparison.Ordinal));
        Assert.Throws<DatasetException>(() => new RecordFormatFile([]));
    }

    [Fact]
    public void Parse_ANormalisation_EncodesOneRecordOfTwoSpellingsAndIsWrittenAgain()
    {
        RecordFormatFile schema = RecordFormatFile.Parse(
            """{ "columns": [ { "name": "t", "kind": "text", "normalization": { "nfc": true, "caseFold": true } } ] }""");

        Assert.Equal(schema.EncodeRecord("Zo\u00EB"), schema.EncodeRecord("ZOE\u0308"));
        Assert.NotEqual(schema.EncodeRecord("a b"), schema.EncodeRecord("a  b"));
        RecordFormatFile again = RecordFormatFile.Parse(schema.ToJson());
        Assert.Equal(schema.Columns[0].Normalization, again.Columns[0].Normalization);
        Assert.DoesNotContain("collapseSpaces", schema.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "name": "t", "kind": "text", "normalization": {} }""", "normalization: it asks for nothing")]
    [InlineData(
        """{ "name": "n", "kind": "number", "normalization": { "nfc": true } }""",
        "normalization: only a text is normalised")]
    [InlineData("""{ "name": "t", "kind": "text", "normalization": { "nfkc": true } }""", "there is no such member")]
    public void Parse_WhatIsNoNormalisation_IsRefused(string column, string fault)
    {
        var refused = Assert.Throws<DatasetException>(
            () => RecordFormatFile.Parse($$"""{ "columns": [ {{column}} ] }"""));
        Assert.Equal(DatasetFault.SchemaInvalid, refused.Fault);
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EncodeRecord_FrozenBytes()
    {
        var schema = new RecordFormatFile(
        [
            new SchemaColumn("n", SchemaColumnKind.Number),
            new SchemaColumn("i", SchemaColumnKind.Integer),
            new SchemaColumn("t", SchemaColumnKind.Text),
            new SchemaColumn("c", SchemaColumnKind.Category) { Values = ["ja"] },
            new SchemaColumn("o", SchemaColumnKind.Text) { Required = false },
        ]);

        // Written by hand from the remarks on RecordFormatFile; later versions must give the same bytes, or one record
        // would become two.
        Assert.Equal(
            "01" + "000000000000F83F" + "02" + "FEFFFFFFFFFFFFFF" + "03" + "03000000" + "C3A962" + "03" + "02000000"
            + "6A61" + "00",
            Convert.ToHexString(schema.EncodeRecord("1.5", "-2", " éb ", "ja", "")));
    }

    [Fact]
    public void EncodeRecord_TwoSpellingsOfOneNumber_AreOneRecord()
    {
        var schema = new RecordFormatFile([new SchemaColumn("n", SchemaColumnKind.Number)]);

        Assert.Equal(schema.EncodeRecord("0"), schema.EncodeRecord("-0.0"));
        Assert.Equal(schema.EncodeRecord("1"), schema.EncodeRecord("10e-1"));
        Assert.NotEqual(schema.EncodeRecord("1"), schema.EncodeRecord("1.0000000000000002"));
    }

    [Fact]
    public void EncodeRecord_TextMovedBetweenFields_IsAnotherRecord()
    {
        var schema = new RecordFormatFile(
            [new SchemaColumn("a", SchemaColumnKind.Text), new("b", SchemaColumnKind.Text)]);

        Assert.NotEqual(schema.EncodeRecord("ab", "c"), schema.EncodeRecord("a", "bc"));
    }

    [Fact]
    public void EncodeRecord_BrokenValue_NamesTheColumn()
    {
        var schema = new RecordFormatFile([new SchemaColumn("n", SchemaColumnKind.Number)]);

        var refused = Assert.Throws<DatasetException>(() => schema.EncodeRecord("x"));

        Assert.Equal(DatasetFault.RecordInvalid, refused.Fault);
        Assert.Equal("Column 'n': 'x' is not a finite number.", refused.Message);
        Assert.Throws<ArgumentException>(() => schema.EncodeRecord("1", "2"));
    }

    [Fact]
    public void Of_RecordFormat_KeepsItsColumnsAndReadsBackExactly()
    {
        var format = new RecordFormat(
        [
            new NumberColumn("n", minimum: 0.1, maximum: 1e300),
            new IntegerColumn("i", isOptional: true, minimum: long.MinValue, maximum: long.MaxValue - 1),
            new TextColumn("t", pattern: "[a-z]*", maxBytes: 20),
            new CategoryColumn("c", ["ja", "nein"]),
        ]);

        RecordFormatFile schema = RecordFormatFile.Of(format, header: false, separator: ';');
        RecordFormatFile again = RecordFormatFile.Parse(schema.ToJson());

        Assert.Same(format, schema.Format);
        Assert.Equal((false, ';'), (schema.HasHeader, schema.Separator));
        Assert.Equal((false, long.MaxValue - 1), (schema.Columns[1].Required, (long)schema.Columns[1].Maximum! - 1));
        Assert.Equal(20, schema.Columns[2].MaxBytes);
        var number = Assert.IsType<NumberColumn>(again.Format.Columns[0]);
        Assert.Equal((0.1, 1e300), (number.Minimum, number.Maximum));
        var integer = Assert.IsType<IntegerColumn>(again.Format.Columns[1]);
        Assert.Equal((long.MinValue, long.MaxValue - 1, true), (integer.Minimum, integer.Maximum, integer.IsOptional));
        var text = Assert.IsType<TextColumn>(again.Format.Columns[2]);
        Assert.Equal(("[a-z]*", 20), (text.Pattern, text.MaxBytes));
        Assert.Equal(["ja", "nein"], again.Columns[3].Values);
        Assert.Equal(schema.ToJson(), again.ToJson());
        Assert.Throws<DatasetException>(() => RecordFormatFile.Of(format, separator: '"'));
    }

    [Fact]
    public void Constructor_IntegersWithFractionalEnds_RoundsThemInwards()
    {
        var schema = new RecordFormatFile(
            [new SchemaColumn("i", SchemaColumnKind.Integer) { Minimum = 0.5, Maximum = 2.5 }]);

        var integer = Assert.IsType<IntegerColumn>(Assert.Single(schema.Format.Columns));
        Assert.Equal((1, 2), (integer.Minimum, integer.Maximum));
        Assert.Throws<DatasetException>(() => new RecordFormatFile(
            [new SchemaColumn("i", SchemaColumnKind.Integer) { Minimum = 0.2, Maximum = 0.8 }]));
        Assert.Throws<DatasetException>(() => new RecordFormatFile(
            [new SchemaColumn("i", SchemaColumnKind.Integer) { Maximum = 1e19 }]));
    }

    [Fact]
    public void Constructor_CopyOfAnExactColumnWithAnotherEnd_HasThatEnd()
    {
        RecordFormatFile exact = RecordFormatFile.Of(new RecordFormat([new IntegerColumn("i", maximum: 5)]));

        var changed = new RecordFormatFile([exact.Columns[0] with { Maximum = 7 }]);

        Assert.Equal(7, Assert.IsType<IntegerColumn>(changed.Format.Columns[0]).Maximum);
    }

    private void AssertLoad(string json, params string[] expected)
    {
        string path = _folder.Write("schema.json", json);
        var refused = Assert.Throws<DatasetException>(() => RecordFormatFile.Load(path));
        Assert.Equal(DatasetFault.SchemaInvalid, refused.Fault);
        Assert.All([path, .. expected], part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', refused.Message);
    }
}
