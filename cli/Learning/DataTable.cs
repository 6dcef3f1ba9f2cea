using System.Globalization;
using System.Text;
using Candor.Cli.Errors;
using Candor.Cli.Files;
using Candor.Cli.Inputs;
using Candor.Client;
using Candor.Client.Datasets;
using Candor.Market.Texts;
using CsvHelper;

namespace Candor.Cli.Learning;

/// <summary>A CSV file in memory: names of columns, and the text of each cell without the white space around it.</summary>
internal sealed class DataTable
{
    private const string What = "a dataset in CSV, in UTF-8";

    // Rows are read once for every model that is trained: all of them stay in memory.
    private const long MostCells = 50_000_000;

    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    private DataTable(string path, IReadOnlyList<string> columns, IReadOnlyList<DataRow> rows)
    {
        Path = path;
        Columns = columns;
        Rows = rows;
    }

    /// <summary>The file.</summary>
    internal string Path { get; }

    /// <summary>The names of its columns, each once.</summary>
    internal IReadOnlyList<string> Columns { get; }

    /// <summary>Its rows, with as many cells as there are columns.</summary>
    internal IReadOnlyList<DataRow> Rows { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">What stands between two cells.</param>
    /// <param name="hasHeader">Whether the first line names the columns; else they are called 1, 2, 3 and so on.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CliException">It cannot be read, or is no such table.</exception>
    internal static DataTable Read(string path, char separator, bool hasHeader, CancellationToken cancellationToken)
    {
        if (new DatasetFileOptions().Layout.IsNamedJsonLines(path))
        {
            throw new CliException($"{path}: is a file of JSON lines by its name; expected {What}");
        }

        bool isStandardInput = path == FilePath.StandardInput;
        if (!isStandardInput)
        {
            InputFile.Require(path, What);
        }

        try
        {
            using Stream file = isStandardInput
                ? FilePath.Open(path)
                : DatasetFile.Open(path, What, cancellationToken);

            // A pipe says no length and keeps its reader waiting, whom a signal still has to reach.
            using var once = new ReadOnceStream(file, cancellationToken);
            if (FileSignature.FaultOf(once.Peek(FileSignature.Longest), "CSV") is { } foreign)
            {
                throw new CliException($"{path}: {foreign}");
            }

            using CsvReader csv = CsvReader.Create(once, new CsvReaderOptions
            {
                Separator = separator,
                HasHeader = false,
                Encoding = null,
                TrackLineNumbers = true,
            });
            return Read(path, csv, separator, hasHeader, cancellationToken);
        }
        catch (CsvFormatException fault)
        {
            throw new CliException($"{path}: {ErrorFilter.OneLine(fault.Message)}; expected {What}");
        }
        catch (DecoderFallbackException)
        {
            throw new CliException($"{path}: is not UTF-8; expected {What}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path}: cannot be read ({FilePath.Reason(error)}); expected {What}");
        }
    }

    /// <summary>The place of a column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="option">What named it, for the error.</param>
    /// <exception cref="CliException">There is none of this name.</exception>
    internal int Place(string name, string option)
    {
        for (int column = 0; column < Columns.Count; column++)
        {
            if (Columns[column] == name)
            {
                return column;
            }
        }

        throw new CliException(
            $"{option} '{name}': is no column of {Path}; expected one of {Names(Columns)}");
    }

    /// <summary>Names as a list that is short enough to read.</summary>
    internal static string Names(IReadOnlyList<string> names)
    {
        const int Shown = 12;
        string list = string.Join(", ", names.Take(Shown).Select(name => $"'{name}'"));
        return names.Count > Shown ? $"{list} and {names.Count - Shown} more" : list;
    }

    private static DataTable Read(
        string path, CsvReader csv, char separator, bool hasHeader, CancellationToken cancellationToken)
    {
        string[]? header = null;
        var rows = new List<DataRow>();
        while (csv.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            string[] cells = Cells(csv);
            if (header is null)
            {
                RequireOneEncoding(path, cells, separator);
                RequireColumns(path, cells, separator);
                header = hasHeader
                    ? Header(path, cells)
                    : [.. Enumerable.Range(1, cells.Length).Select(i => i.ToString(CultureInfo.InvariantCulture))];
                if (hasHeader)
                {
                    continue;
                }
            }

            if (cells.Length != header.Length)
            {
                throw new CliException(
                    $"{path}: line {csv.LineNumber} has {cells.Length} cells; expected {header.Length}, as "
                    + (hasHeader ? "the header names" : "the first line has"));
            }

            if ((rows.Count + 1L) * header.Length > MostCells)
            {
                throw new CliException($"{path}: has more than {MostCells} cells; expected at most so many, which stay in memory");
            }

            rows.Add(new DataRow(csv.LineNumber, cells));
        }

        return header is not null && rows.Count > 0
            ? new DataTable(path, header, rows)
            : throw new CliException($"{path}: holds no row; expected {What}");
    }

    // A byte order mark is no part of the first cell.
    private static string[] Cells(CsvReader csv)
    {
        string[] cells = new string[csv.FieldCount];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = s_utf8.GetString(csv.GetSpan(i)).Trim().TrimStart('\uFEFF');
        }

        return cells;
    }

    // Without a mark, UTF-16 reads as cells with U+0000 between their letters, of which none is the name that a user typed.
    private static void RequireOneEncoding(string path, string[] cells, char separator)
    {
        if (cells.Any(static cell => cell.Contains('\0', StringComparison.Ordinal)))
        {
            string hints = FileHints.Sentence(FileHints.OfHeader(cells, [], separator));
            throw new CliException($"{path}: the first line holds U+0000; expected {What}.{hints}");
        }
    }

    // A target and something to learn it from are two columns.
    private static void RequireColumns(string path, string[] cells, char separator)
    {
        if (cells.Length < 2)
        {
            string hints = FileHints.Sentence(FileHints.OfHeader(cells, [], separator));
            throw new CliException($"{path}: has one column; expected a target and what to learn it from.{hints}");
        }
    }

    private static string[] Header(string path, string[] cells)
    {
        string? twice = cells.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null && !cells.Contains(string.Empty)
            ? cells
            : throw new CliException(
                $"{path}: the header names {(twice is null or "" ? "a column with nothing" : $"'{twice}' twice")}; expected a "
                + "name for each column, each once (--no-header where the first line is a row)");
    }
}

/// <summary>A row of a table.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Cells">Its cells.</param>
internal sealed record DataRow(long Line, IReadOnlyList<string> Cells);
