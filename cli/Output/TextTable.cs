namespace Candor.Cli.Output;

/// <summary>A table to show: columns with headers, and rows of text.</summary>
internal sealed class TextTable
{
    private readonly List<Row> _rows = [];

    /// <summary>Creates a table.</summary>
    /// <param name="columns">Its columns from left to right.</param>
    internal TextTable(params Column[] columns) => Columns = columns;

    /// <summary>The columns.</summary>
    internal IReadOnlyList<Column> Columns { get; }

    /// <summary>The rows.</summary>
    internal IReadOnlyList<Row> Rows => _rows;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One a column.</param>
    internal void Add(params string[] cells) => Add(Tone.Plain, cells);

    /// <summary>Adds a row in a tone.</summary>
    /// <param name="tone">How a terminal shows it.</param>
    /// <param name="cells">One a column.</param>
    internal void Add(Tone tone, params string[] cells)
    {
        if (cells.Length != Columns.Count)
        {
            throw new ArgumentException($"{cells.Length} cells; expected {Columns.Count}.", nameof(cells));
        }

        _rows.Add(new Row(tone, [.. cells.Select(VisibleText.OfLine)]));
    }

    /// <summary>The width of a column on one line: its header's or its widest cell's, in a terminal's cells.</summary>
    /// <param name="column">From 0.</param>
    internal int WidthOf(int column) => _rows
        .Select(row => VisibleText.WidthOf(row.Cells[column]))
        .Append(VisibleText.WidthOf(Columns[column].Header))
        .Max();

    /// <summary>A column.</summary>
    /// <param name="Header">What stands above it.</param>
    /// <param name="IsNumber">Whether its cells are numbers, which stand to the right.</param>
    internal sealed record Column(string Header, bool IsNumber = true);

    /// <summary>A row.</summary>
    /// <param name="Tone">How a terminal shows it.</param>
    /// <param name="Cells">One a column.</param>
    internal sealed record Row(Tone Tone, IReadOnlyList<string> Cells);
}
