using Candor.Cli.Output;
using Spectre.Console;

namespace Candor.Cli.Tests.Output;

public sealed class TerminalTableTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    public void Write_AnyWidth_KeepsNumbersWhole(int width)
    {
        var table = new TextTable(
            new TextTable.Column("participant", true),
            new TextTable.Column("valuation", true),
            new TextTable.Column("payment", true));
        string[] numbers = ["182380982.590865", "-39767844.998144"];
        table.Add(["0", .. numbers]);
        using var written = new StringWriter();
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(written),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        terminal.Profile.Width = width;

        TerminalTable.Write(table, terminal);

        Assert.All(numbers, number => Assert.Contains(number, written.ToString(), StringComparison.Ordinal));
    }
}
