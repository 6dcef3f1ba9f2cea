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
        // A drawn column costs its padding of two and a line. Headers break at their spaces where that helps; cells
        // never.
        bool isRoomy = DrawnWidth(table, VisibleText.WidthOf) <= terminal.Profile.Width;
        bool isDrawn = isRoomy || DrawnWidth(table, LongestWord) <= terminal.Profile.Width;
        if (!isDrawn && BareWidth(table) > terminal.Profile.Width)
        {
            // Too narrow even without lines: the terminal itself breaks long lines, and a number stays one number.
            lock (terminal)
            {
                PlainTable.Write(table, terminal.Profile.Out.Writer);
            }

            return;
        }

        Table view = new Table { UseSafeBorder = true }
            .Border(isDrawn ? TableBorder.Rounded : TableBorder.None)
            .BorderStyle(ToneStyles.Of(Tone.Faint));
        foreach (TextTable.Column column in table.Columns)
        {
            string words = isRoomy ? column.Header : column.Header.Replace(' ', '\n');
            var header = new Text(words, ToneStyles.Of(Tone.Strong));
            view.AddColumn(new TableColumn(column.IsNumber ? header.RightJustified() : header)
            {
                Alignment = column.IsNumber ? Justify.Right : Justify.Left,
                NoWrap = true,
                Padding = isDrawn ? new Padding(1, 0) : new Padding(0, 0, 1, 0),
            });
        }

        foreach (TextTable.Row row in table.Rows)
        {
            Style style = ToneStyles.Of(row.Tone);
            view.AddRow(row.Cells.Select((cell, i) =>
                table.Columns[i].IsNumber ? new Text(cell, style).RightJustified() : new Text(cell, style)));
        }

        lock (terminal)
        {
            terminal.Write(view);
        }
    }

    private static int DrawnWidth(TextTable table, Func<string, int> headerWidth) =>
        1 + Enumerable.Range(0, table.Columns.Count).Sum(column => 3 + table.Rows
            .Select(row => VisibleText.WidthOf(row.Cells[column]))
            .Append(headerWidth(table.Columns[column].Header))
            .Max());

    private static int BareWidth(TextTable table) =>
        Enumerable.Range(0, table.Columns.Count).Sum(column => 1 + table.Rows
            .Select(row => VisibleText.WidthOf(row.Cells[column]))
            .Append(LongestWord(table.Columns[column].Header))
            .Max());

    private static int LongestWord(string header) => header.Split(' ').Max(VisibleText.WidthOf);
}
