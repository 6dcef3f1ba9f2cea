using Spectre.Console;

namespace Candor.Cli.Output;

/// <summary>Tables for terminals: drawn lines where they fit, none where the terminal is narrow.</summary>
internal static class TerminalTable
{
    /// <summary>Writes a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="terminal">Where to.</param>
    internal static void Write(TextTable table, IAnsiConsole terminal)
    {
        // A drawn column costs its padding of two and a line; headers may wrap at their spaces, cells may not.
        int drawn = 1 + Enumerable.Range(0, table.Columns.Count).Sum(column => NarrowestOf(table, column) + 3);
        bool isWide = drawn <= terminal.Profile.Width;
        Table view = new Table { UseSafeBorder = true }
            .Border(isWide ? TableBorder.Rounded : TableBorder.None)
            .BorderStyle(Screen.StyleOf(Tone.Faint));
        foreach (TextTable.Column column in table.Columns)
        {
            var header = new Text(column.Header, Screen.StyleOf(Tone.Strong));
            view.AddColumn(new TableColumn(column.IsNumber ? header.RightJustified() : header)
            {
                Alignment = column.IsNumber ? Justify.Right : Justify.Left,
                Padding = isWide ? new Padding(1, 0) : new Padding(0, 0, 1, 0),
            });
        }

        foreach (TextTable.Row row in table.Rows)
        {
            Style style = Screen.StyleOf(row.Tone);
            view.AddRow(row.Cells.Select((cell, i) =>
                table.Columns[i].IsNumber ? new Text(cell, style).RightJustified() : new Text(cell, style)));
        }

        lock (terminal)
        {
            terminal.Write(view);
        }
    }

    private static int NarrowestOf(TextTable table, int column) => table.Rows
        .Select(row => row.Cells[column].Length)
        .Append(table.Columns[column].Header.Split(' ').Max(static word => word.Length))
        .Max();
}
