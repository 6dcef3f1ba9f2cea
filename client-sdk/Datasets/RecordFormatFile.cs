using Candor.Client.Datasets;
using Candor.Market.Records;
using Candor.Market.Texts;

namespace Candor.Client;

/// <summary>A market's <see cref="RecordFormat"/> as a file has it, for markets whose rules do not say what a record is,
/// with how a CSV file of such records is laid out. Immutable and thread-safe.</summary>
/// <remarks>
/// Two rows are the same record when their <em>canonical bytes</em> are the same: for each column of the format, in the
/// format's order, one byte for what follows and then
/// <list type="bullet">
/// <item><description><c>00</c>: nothing, the value is absent;</description></item>
/// <item><description><c>01</c>: the number as IEEE 754 binary64, little-endian, with -0 as 0. So <c>1</c>,
/// <c>1.0</c> and <c>1e0</c> are one value;</description></item>
/// <item><description><c>02</c>: the integer as two's complement of 64 bits, little-endian;</description></item>
/// <item><description><c>03</c>: the length in bytes as 32 bits, little-endian, and the text or category in UTF-8,
/// without the white space around it, otherwise as it stands: letter case and Unicode normal form count, unless the column
/// asks for a normalisation.</description></item>
/// </list>
/// A column of the file that the schema does not name is not part of the record.
/// </remarks>
public sealed class RecordFormatFile
{
    /// <summary>Makes a schema.</summary>
    /// <param name="columns">The columns that make a record, 1 to 1,000, each with its own name.</param>
    /// <param name="header">Whether the file's first row names its columns. With a header the columns are found by
    /// name, in any order, and the file may have more of them; without one the file's columns are exactly these, in
    /// this order.</param>
    /// <param name="separator">What stands between two fields: an ASCII character, not a quote or a line break.</param>
    /// <exception cref="DatasetException">The schema contradicts itself (<see cref="DatasetFault.SchemaInvalid"/>);
    /// the message names every fault.</exception>
    internal RecordFormatFile(IEnumerable<SchemaColumn> columns, bool header = true, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(columns);
        Columns = [.. columns];
        HasHeader = header;
        Separator = separator;
        IReadOnlyList<string> faults = SchemaColumnRules.FaultsOf(this);
        if (faults.Count > 0)
        {
            throw new DatasetException(
                DatasetFault.SchemaInvalid, $"The dataset schema is wrong: {string.Join("; ", faults)}.");
        }

        Format = new RecordFormat(Columns.Select(SchemaColumnRules.ToRecordColumn));
    }

    private RecordFormatFile(RecordFormat format, bool header, char separator)
    {
        if (SchemaColumnRules.SeparatorFault(separator) is { } fault)
        {
            throw new DatasetException(DatasetFault.SchemaInvalid, $"The dataset schema is wrong: {fault}.");
        }

        Columns = [.. format.Columns.Select(SchemaColumnRules.ToDatasetColumn)];
        HasHeader = header;
        Separator = separator;
        Format = format;
    }

    /// <summary>The columns that make a record, in canonical order.</summary>
    internal IReadOnlyList<SchemaColumn> Columns { get; }

    /// <summary>Whether the file's first row names its columns.</summary>
    public bool HasHeader { get; }

    /// <summary>What stands between two fields.</summary>
    public char Separator { get; }

    /// <summary>How <see cref="Dataset.FromFile"/> reads a file that is laid out so.</summary>
    public DatasetFileOptions Options => new() { HasHeader = HasHeader, Separator = Separator };

    /// <summary>What a record is: what encodes and judges records.</summary>
    public RecordFormat Format { get; }

    /// <summary>The schema of files that hold a market's records.</summary>
    /// <param name="format">The market's record format.</param>
    /// <param name="header">Whether the first row of CSV names its columns.</param>
    /// <param name="separator">What stands between two fields of CSV.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="DatasetException">The separator is not one character
    /// (<see cref="DatasetFault.SchemaInvalid"/>).</exception>
    public static RecordFormatFile Of(RecordFormat format, bool header = true, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(format);
        return new RecordFormatFile(format, header, separator);
    }

    /// <summary>Loads a schema from a JSON file; see <see cref="Parse"/>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="DatasetException">There is no such file (<see cref="DatasetFault.FileMissing"/>), it cannot be
    /// read (<see cref="DatasetFault.Unreadable"/>), or is not a schema
    /// (<see cref="DatasetFault.SchemaInvalid"/>).</exception>
    public static RecordFormatFile Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return RecordFormatJson.Read(DatasetFile.ReadText(path, "a dataset schema in JSON"), path);
    }

    /// <summary>Reads a schema from JSON, comments and trailing commas allowed, unknown members rejected:
    /// <c>{ "header": true, "separator": ",", "columns": [ { "name": "radius", "kind": "number" } ] }</c>.
    /// A column's other members are <c>minimum</c>, <c>maximum</c>, <c>values</c>, <c>pattern</c>, <c>maxBytes</c>,
    /// <c>required</c> and <c>normalization</c> (<c>{ "nfc": true, "caseFold": true, "collapseSpaces": true }</c>, each of them
    /// or some); kinds are <c>number</c>, <c>integer</c>, <c>text</c> and <c>category</c>.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="DatasetException">The text is not a schema (<see cref="DatasetFault.SchemaInvalid"/>); the message
    /// has the member's path or the line and column.</exception>
    public static RecordFormatFile Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return RecordFormatJson.Read(json, path: null);
    }

    /// <summary>The schema as <see cref="Parse"/> reads it.</summary>
    /// <returns>Indented JSON.</returns>
    public string ToJson() => RecordFormatJson.Write(this);

    /// <summary>The canonical bytes of a record; see the remarks on this type.</summary>
    /// <param name="values">One value for each column, in the schema's order.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentException">There are more or fewer values than columns.</exception>
    /// <exception cref="DatasetException">A value breaks the schema
    /// (<see cref="DatasetFault.RecordInvalid"/>).</exception>
    public byte[] EncodeRecord(params IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != Columns.Count)
        {
            throw new ArgumentException($"{values.Count} values; expected {Columns.Count}.", nameof(values));
        }

        var encoder = new RecordEncoder();
        for (int i = 0; i < values.Count; i++)
        {
            string? fault = StrictUtf8.TryEncode(values[i], out byte[]? utf8)
                ? Format.Columns[i].Append(utf8, encoder)
                : "the value is not text: it holds half of a surrogate pair";
            if (fault is not null)
            {
                throw new DatasetException(DatasetFault.RecordInvalid, $"Column '{Columns[i].Name}': {fault}.");
            }
        }

        if (encoder.Written.Length > RecordFormat.MaxRecordBytes)
        {
            throw new DatasetException(
                DatasetFault.RecordInvalid,
                $"The record has {encoder.Written.Length} bytes; expected at most {RecordFormat.MaxRecordBytes}.");
        }

        return encoder.Written.ToArray();
    }
}
