using System.Text;
using Candor.Market.Records;

namespace Candor.Market.Tests.Records;

public sealed class RecordFormatTests
{
    private static readonly RecordFormat s_format = new(
    [
        new NumberColumn("n", minimum: -1e6, maximum: 1e6),
        new IntegerColumn("i", minimum: -5),
        new TextColumn("t", pattern: "[é-ÿa-z]+", maxBytes: 6),
        new CategoryColumn("c", ["ja", "nein"]),
        new TextColumn("o", isOptional: true),
    ]);

    // Written by hand from the remarks on RecordEncoder; later versions must give the same bytes, or one record would
    // become two.
    private const string Golden =
        "01" + "000000000000F83F" + "02" + "FEFFFFFFFFFFFFFF" + "03" + "03000000" + "C3A962" + "03" + "02000000"
        + "6A61" + "00";

    private const string NotTrimmed =
        "column 't': the text is empty or has white space around it; expected it trimmed, or absent";

    [Fact]
    public void Append_EveryKind_FrozenBytes()
    {
        Assert.Equal(Golden, Encode("1.5", "-2", " éb\u00a0", "ja", " \u3000"));
        Assert.Null(s_format.FaultOf(Convert.FromHexString(Golden)));
        Assert.True(s_format.IsValid(Convert.FromHexString(Golden)));
    }

    [Theory]
    [InlineData("0", "010000000000000000")]
    [InlineData("-0.0", "010000000000000000")]
    [InlineData("+1", "01000000000000F03F")]
    [InlineData("10e-1", "01000000000000F03F")]
    [InlineData("0.1", "019A9999999999B93F")]
    [InlineData("5e-324", "010100000000000000")]
    public void Append_Number_FrozenBytes(string cell, string expected)
    {
        var encoder = new RecordEncoder();
        Assert.Null(new NumberColumn("n").Append(Encoding.UTF8.GetBytes(cell), encoder));
        Assert.Equal(expected, Convert.ToHexString(encoder.Written.Span));
    }

    [Theory]
    [InlineData("9223372036854775807", "02FFFFFFFFFFFFFF7F")]
    [InlineData("-9223372036854775808", "020000000000000080")]
    [InlineData("+007", "020700000000000000")]
    public void Append_Integer_FrozenBytes(string cell, string expected)
    {
        var encoder = new RecordEncoder();
        Assert.Null(new IntegerColumn("i").Append(Encoding.UTF8.GetBytes(cell), encoder));
        Assert.Equal(expected, Convert.ToHexString(encoder.Written.Span));
    }

    [Theory]
    [InlineData(0, "x", "'x' is not a finite number")]
    [InlineData(0, "1e400", "'1e400' is not a finite number")]
    [InlineData(0, "NaN", "'NaN' is not a finite number")]
    [InlineData(0, "1\0", "'1␣' is not a finite number")]
    [InlineData(0, "1e5\0\0", "'1e5␣␣' is not a finite number")]
    [InlineData(1, "1\0", "'1␣' is not an integer of 64 bits")]
    [InlineData(0, "\u202e1x", "'␣1x' is not a finite number")]
    [InlineData(0, "1,5", "'1,5' is not a finite number")]
    [InlineData(0, "-1000001", "'-1000001' is below -1000000, the least value")]
    [InlineData(0, "1e7", "'1e7' is above 1000000, the greatest value")]
    [InlineData(0, " ", "there is no value; expected one")]
    [InlineData(1, "1.0", "'1.0' is not an integer of 64 bits")]
    [InlineData(1, "9223372036854775808", "'9223372036854775808' is not an integer of 64 bits")]
    [InlineData(1, "-6", "'-6' is below -5, the least value")]
    [InlineData(2, "ABC", "'ABC' does not match the pattern '[é-ÿa-z]+'")]
    [InlineData(2, "abcdefg", "'abcdefg' has 7 bytes; expected at most 6")]
    [InlineData(3, "JA", "'JA' is not one of 'ja', 'nein'")]
    public void Append_BrokenCell_SaysWhyAndAppendsNothing(int column, string cell, string expected)
    {
        var encoder = new RecordEncoder();
        encoder.AppendInteger(1);
        Assert.Equal(expected, s_format.Columns[column].Append(Encoding.UTF8.GetBytes(cell), encoder));
        Assert.Equal(9, encoder.Written.Length);
    }

    [Fact]
    public void Append_NotUtf8_SaysSo()
    {
        Assert.Equal("the value is not UTF-8", s_format.Columns[4].Append([0xc3], new RecordEncoder()));
    }

    // The golden record with one part of it replaced.
    [Theory]
    [InlineData("", "column 'n': the record ends before it")]
    [InlineData("01000000000000F8", "column 'n': the record ends within it")]
    [InlineData("00", "column 'n': there is no value; expected one")]
    [InlineData("02FEFFFFFFFFFFFFFF", "column 'n': a value begins with the byte 2; expected 1")]
    [InlineData("04", "column 'n': a value begins with the byte 4; expected 0, 1, 2 or 3")]
    [InlineData("010000000000000080", "column 'n': the number is minus zero; expected zero")]
    [InlineData("01000000000000F07F", "column 'n': the number is not finite")]
    [InlineData("01000000000000F87F", "column 'n': the number is not finite")]
    [InlineData("010000000000006CC1", "column 'n': the number is below -1000000, the least value")]
    public void FaultOf_BrokenNumber_SaysWhy(string bytes, string expected) =>
        Assert.Equal(expected, s_format.FaultOf(Convert.FromHexString(bytes)));

    [Theory]
    [InlineData("02FAFFFFFFFFFFFFFF", "column 'i': the integer is below -5, the least value")]
    [InlineData("02FAFFFF", "column 'i': the record ends within it")]
    public void FaultOf_BrokenInteger_SaysWhy(string bytes, string expected) =>
        Assert.Equal(expected, s_format.FaultOf(Convert.FromHexString(Golden[..18] + bytes)));

    [Theory]
    [InlineData("0300000000", NotTrimmed)]
    [InlineData("0301000000" + "20", NotTrimmed)]
    [InlineData("0303000000" + "6120" + "0A", NotTrimmed)]
    [InlineData("0301000000" + "C3", "column 't': the text is not UTF-8")]
    [InlineData("0302000000" + "C080", "column 't': the text is not UTF-8")]
    [InlineData("0303000000" + "EDA080", "column 't': the text is not UTF-8")]
    [InlineData("03FFFFFFFF" + "61", "column 't': the record ends within it")]
    [InlineData("0302000000" + "61", "column 't': the record ends within it")]
    [InlineData("030100", "column 't': the record ends within it")]
    [InlineData("0301000000" + "41", "column 't': the text does not match the pattern '[é-ÿa-z]+'")]
    [InlineData("0307000000" + "61616161616161", "column 't': the text has 7 bytes; expected at most 6")]
    public void FaultOf_BrokenText_SaysWhy(string bytes, string expected) =>
        Assert.Equal(expected, s_format.FaultOf(Convert.FromHexString(Golden[..36] + bytes)));

    [Theory]
    [InlineData("0302000000" + "4A41" + "00", "column 'c': the text is not one of 'ja', 'nein'")]
    [InlineData("0302000000" + "6A61", "column 'o': the record ends before it")]
    [InlineData("0302000000" + "6A61" + "02", "column 'o': the record ends within it")]
    [InlineData("0302000000" + "6A61" + "0000", "1 bytes follow the last column; expected none")]
    public void FaultOf_BrokenEnd_SaysWhy(string bytes, string expected) =>
        Assert.Equal(expected, s_format.FaultOf(Convert.FromHexString(Golden[..52] + bytes)));

    [Fact]
    public void FaultOf_LongerThanAnyRecord_IsNotLookedAt()
    {
        Assert.Equal(
            $"the record has {RecordFormat.MaxRecordBytes + 1} bytes; expected at most {RecordFormat.MaxRecordBytes}",
            s_format.FaultOf(new byte[RecordFormat.MaxRecordBytes + 1]));
    }

    [Fact]
    public void Constructor_TwoColumnsOfOneName_NamesIt()
    {
        var refused = Assert.Throws<ArgumentException>(
            () => new RecordFormat([new TextColumn("a"), new NumberColumn("a")]));
        Assert.StartsWith("'a' is the name of two columns.", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RecordFormat([]));
        Assert.Throws<ArgumentException>(
            () => new RecordFormat(Enumerable.Range(0, 1001).Select(i => new TextColumn($"c{i}"))));
    }

    private static string Encode(params string[] cells)
    {
        var encoder = new RecordEncoder();
        for (int i = 0; i < cells.Length; i++)
        {
            Assert.Null(s_format.Columns[i].Append(Encoding.UTF8.GetBytes(cells[i]), encoder));
        }

        return Convert.ToHexString(encoder.Written.Span);
    }
}
