using System.Text;

namespace Candor.Cli.Output;

/// <summary>Tables for pipes and files: aligned text, one line a row, two spaces between columns.</summary>
internal static class PlainTable
{
    private const string Gap = "  ";

    /// <summary>Writes a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="writer">Where to.</param>
    internal static void Write(TextTable table, TextWriter writer)
    {
        int[] widths = [.. Enumerable.Range(0, table.Columns.Count).Select(table.WidthOf)];
        writer.WriteLine(Line(table, widths, [.. table.Columns.Select(static column => column.Header)]));
        foreach (TextTable.Row row in table.Rows)
        {
            writer.WriteLine(Line(table, widths, row.Cells));
        }
    }

    private static string Line(TextTable table, int[] widths, IReadOnlyList<string> cells)
    {
        var line = new StringBuilder();
        for (int i = 0; i < cells.Count; i++)
        {
            line.Append(i == 0 ? string.Empty : Gap);
            string padding = new(' ', widths[i] - VisibleText.WidthOf(cells[i]));
            line.Append(table.Columns[i].IsNumber ? padding + cells[i] : cells[i] + padding);
        }

        return line.ToString().TrimEnd();
    }
}
