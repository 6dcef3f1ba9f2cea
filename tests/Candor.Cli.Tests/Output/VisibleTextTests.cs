using System.Globalization;
using System.Text;
using System.Text.Json;
using Candor.Cli.Output;
using Candor.Market.Texts;

namespace Candor.Cli.Tests.Output;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("Two \u202eslavir", "Two \\u202eslavir")]
    [InlineData("a\u200bb\u0007\u009b", "a\\u200bb\\u0007\\u009b")]
    [InlineData("tag \U000e0001", "tag \\udb40\\udc01")]
    [InlineData("Spitäler \U0001F600 é", "Spitäler \U0001F600 é")]
    [InlineData("two\nlines\r\nand a \r", "two\nlines\r\nand a \\u000d")]
    public void WriteLine_TextOfOthers_ShowsWhatCannotBeSeen(string text, string shown)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var screen = Screen.Of(output, error);
        screen.WriteLine(text);
        screen.Progress(text);
        screen.TryReport(text);
        Assert.Equal(shown + output.NewLine, output.ToString());
        Assert.Equal(string.Concat(Enumerable.Repeat(shown + error.NewLine, 2)), error.ToString());
    }

    [Fact]
    public void OfLine_EveryCharacter_IsShownWhereMessagesShowIt()
    {
        for (int value = 0; value <= 0x10FFFF; value += value == 0xD7FF ? 0x801 : 1)
        {
            var rune = new Rune(value);
            string text = rune.ToString();
            bool isShown = VisibleText.OfLine(text) == text;
            Assert.True(isShown != PrintableText.IsHidden(rune), $"U+{value:X4}");
            Assert.True(isShown == (PrintableText.Quote(text) == $"'{text}'") || rune == Rune.ReplacementChar, $"U+{value:X4}");
        }
    }

    // An attribute cannot hold half of a surrogate pair.
    [Fact]
    public void WriteLine_HalfACharacter_ShowsWhich()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Screen.Of(output, TextWriter.Null).WriteLine("half \ud83d end");
        Assert.Equal("half \\ud83d end\n", output.ToString());
    }

    [Fact]
    public void WriteLine_Json_KeepsItsValue()
    {
        const string Name = "Two \u202eslavir \U000e0001";
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        Screen.Of(output, TextWriter.Null).WriteLine($"{{\"name\":\"{Name}\"}}");
        Assert.DoesNotContain('\u202e', output.ToString());
        Assert.Equal(Name, JsonElement.Parse(output.ToString()).GetProperty("name").GetString());
    }

    [Fact]
    public void WriteTable_WideAndCombiningCharacters_KeepsColumnsInLine()
    {
        var table = new TextTable(
            new TextTable.Column("name", IsNumber: false), new TextTable.Column("n", IsNumber: true));
        table.Add("病院", "1");
        table.Add("cafe\u0301", "2");
        table.Add("a\nb", "3");
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Screen.Of(output, TextWriter.Null).WriteTable(table);
        Assert.Equal("name      n\n病院      1\ncafe\u0301      2\na\\u000ab  3\n", output.ToString());
    }
}
