using System.Text;
using System.Text.Json;

namespace Candor.Client.Datasets;

/// <summary>Reads the rows of a file of JSON lines: one object a line, its members the columns.</summary>
internal sealed class JsonLinesRows
{
    private const int FirstBufferBytes = 64 * 1024;

    private readonly DatasetScan _scan;
    private readonly Dictionary<string, int> _columnOf;
    private readonly byte[][] _names;

    // Cells come in the order of the line and are handed on in that of the columns; a string's escapes are resolved
    // into the text buffer on the way.
    private readonly JsonCell[] _cells;
    private byte[] _text = [];
    private int _used;

    internal JsonLinesRows(DatasetScan scan)
    {
        _scan = scan;
        _names = [.. scan.Format.Columns.Select(static column => Encoding.UTF8.GetBytes(column.Name))];
        _cells = new JsonCell[_names.Length];
        _columnOf = scan.Format.Columns
            .Select(static (column, index) => (column.Name, index))
            .ToDictionary(static pair => pair.Name, static pair => pair.index, StringComparer.Ordinal);
    }

    /// <summary>Reads all rows.</summary>
    /// <exception cref="InvalidDataException">A line is longer than a row may be.</exception>
    internal void Read(Stream file)
    {
        // With its newline a row has at most MaxRowBytes.
        var lines = new BoundedLineReader(file, DatasetScan.MaxRowBytes - 1);
        long consumed = 0;
        for (long number = 1; ; number++)
        {
            switch (lines.Read(out ReadOnlyMemory<byte> line))
            {
                case BoundedLineReader.Result.End:
                    return;
                case BoundedLineReader.Result.TooLong:
                    throw new InvalidDataException($"Line {number} has more than {DatasetScan.MaxRowBytes} bytes.");
                case BoundedLineReader.Result.Unended:
                    ReadLine(line.Span, number, consumed + line.Length);
                    return;
                default:
                    ReadLine(line.Span, number, consumed);
                    consumed += line.Length + 1;
                    break;
            }
        }
    }

    private void ReadLine(ReadOnlySpan<byte> text, long line, long bytesRead)
    {
        if (line == 1 && text.StartsWith("\uFEFF"u8))
        {
            text = text["\uFEFF"u8.Length..];
        }

        if (text.Trim(" \t\r"u8).IsEmpty)
        {
            return;
        }

        if (ReadCells(text) is { } fault)
        {
            _scan.Break(line, fault, text.Trim(" \t\r"u8), bytesRead);
            return;
        }

        _scan.Begin(line);
        for (int i = 0; i < _cells.Length; i++)
        {
            JsonCell cell = _cells[i];
            _scan.Cell(i, _text.AsSpan(cell.Start, cell.Length), cell.Fault);
        }

        _scan.End(bytesRead);
    }

    private string? ReadCells(ReadOnlySpan<byte> text)
    {
        Array.Clear(_cells);
        _used = 0;
        if (_text.Length < text.Length)
        {
            _text = new byte[Math.Max(text.Length, FirstBufferBytes)];
        }

        try
        {
            var reader = new Utf8JsonReader(text);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return "the line is not a JSON object";
            }

            int expected = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                int column = Find(in reader, expected);
                if (column < 0)
                {
                    reader.Skip();
                    continue;
                }

                expected = column + 1;
                if (_cells[column].IsGiven)
                {
                    return $"the line has '{_scan.Format.Columns[column].Name}' twice; expected each column once";
                }

                _cells[column] = ReadCell(ref reader);
            }

            // A second value on the line, or half a one, is for the reader to reject.
            reader.Read();
            return null;
        }
        catch (JsonException e)
        {
            return $"the line is not one JSON object (from byte {e.BytePositionInLine + 1})";
        }
        catch (InvalidOperationException)
        {
            // The one case left: a member's name is not UTF-8, or escapes half a character.
            return "a member's name is not text";
        }
    }

    // Lines of one file mostly have their members in one order.
    private int Find(in Utf8JsonReader reader, int expected) =>
        expected < _names.Length && reader.ValueTextEquals(_names[expected])
            ? expected
            : _columnOf.GetValueOrDefault(reader.GetString()!, -1);

    private JsonCell ReadCell(ref Utf8JsonReader reader)
    {
        reader.Read();
        int start = _used;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return new JsonCell(start, 0);
            case JsonTokenType.Number:
                reader.ValueSpan.CopyTo(_text.AsSpan(start));
                _used += reader.ValueSpan.Length;
                return new JsonCell(start, reader.ValueSpan.Length);
            case JsonTokenType.String:
                return ReadString(in reader);
            default:
                string found = reader.TokenType switch
                {
                    JsonTokenType.StartObject => "an object",
                    JsonTokenType.StartArray => "an array",
                    JsonTokenType.True => "true",
                    _ => "false",
                };
                reader.Skip();
                return new JsonCell(start, 0, $"the value is {found}; expected a number, a string or null");
        }
    }

    private JsonCell ReadString(in Utf8JsonReader reader)
    {
        int start = _used;
        try
        {
            int length = reader.ValueIsEscaped ? reader.CopyString(_text.AsSpan(start)) : reader.ValueSpan.Length;
            if (!reader.ValueIsEscaped)
            {
                reader.ValueSpan.CopyTo(_text.AsSpan(start));
            }

            _used += length;
            return new JsonCell(start, length);
        }
        catch (InvalidOperationException)
        {
            return new JsonCell(start, 0, "the value is not UTF-8, or escapes half a character");
        }
    }

    /// <summary>Where a value's text is in the buffer, and what is wrong with it already.</summary>
    private readonly record struct JsonCell(int Start, int Length, string? Fault = null)
    {
        internal bool IsGiven { get; } = true;
    }
}
