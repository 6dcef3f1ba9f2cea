using System.Text.Unicode;
using Candor.Market.Texts;

namespace Candor.Market.Records;

/// <summary>A column and what makes a value of it valid: a <see cref="NumberColumn"/>, an
/// <see cref="IntegerColumn"/>, a <see cref="TextColumn"/> or a <see cref="CategoryColumn"/>. Immutable and
/// thread-safe.</summary>
public abstract class RecordColumn
{
    /// <summary>The longest name: in Unicode code points from version 3 of market definitions on, in UTF-16 code units
    /// before.</summary>
    public const int MaxName = 200;

    private protected RecordColumn(string name, bool isOptional)
    {
        ArgumentNullException.ThrowIfNull(name);
        // A column is made for markets of every version: what one of them takes as a name was judged by its reader.
        if (NameFault(name) is { } fault && NameFault(name, version: 2) is not null)
        {
            throw new ArgumentException(fault, nameof(name));
        }

        Name = name;
        IsOptional = isOptional;
    }

    /// <summary>The column's name; see <see cref="NameFault(string)"/>.</summary>
    public string Name { get; }

    /// <summary>Whether a record may lack the value.</summary>
    public bool IsOptional { get; }

    /// <summary>Reads a cell of a table, checks it and appends its canonical bytes.</summary>
    /// <param name="cell">The text as it stands in the file, quotes and escapes resolved. The white space around it
    /// (Unicode's White_Space) does not count, and white space alone counts as no value.</param>
    /// <param name="encoder">Takes the value, or that it is absent.</param>
    /// <returns>What is wrong with it, with the value; nothing is then appended. Null where it is valid.</returns>
    public string? Append(ReadOnlySpan<byte> cell, RecordEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        if (!Utf8.IsValid(cell))
        {
            return "the value is not UTF-8";
        }

        ReadOnlySpan<byte> value = CellText.Trim(cell);
        if (!value.IsEmpty)
        {
            return AppendValue(value, encoder);
        }

        if (!IsOptional)
        {
            return "there is no value; expected one";
        }

        encoder.AppendAbsent();
        return null;
    }

    /// <summary>What is wrong with a decoded value; null where it is valid. The value itself is not quoted: who is
    /// told may not be who may see the record.</summary>
    internal string? FaultOf(in RecordValue value)
    {
        if (value.Kind == RecordEncoder.Absent)
        {
            return IsOptional ? null : "there is no value; expected one";
        }

        return value.Kind == Kind
            ? RuleFault(value)
            : $"a value begins with the byte {value.Kind}; expected {Kind}{(IsOptional ? " or 0" : string.Empty)}";
    }

    /// <summary>The byte with which the column's values begin.</summary>
    private protected abstract byte Kind { get; }

    private protected abstract string? AppendValue(ReadOnlySpan<byte> value, RecordEncoder encoder);

    private protected abstract string? RuleFault(in RecordValue value);

    /// <summary>Why a text is not a column's name as version 3 of market definitions has it: 1 to 200 Unicode code
    /// points, of which one can be seen, without white space around them. Earlier versions had others.</summary>
    /// <param name="name">The text.</param>
    /// <returns>What is wrong; null where it is one.</returns>
    public static string? NameFault(string name) => NameFault(name ?? string.Empty, version: 3);

    /// <summary>The same in a version of market definitions. Versions 1 and 2 count UTF-16 code units and take names of which
    /// nothing can be seen, such as U+200B.</summary>
    internal static string? NameFault(string name, int version)
    {
        // Line breaks stay: a cell of a header can hold one, and a column is found by the name that the file has.
        int length = version < 3 ? name.Length : name.EnumerateRunes().Count();
        bool isName = length is > 0 and <= MaxName && name.Trim().Length == name.Length
            && (version < 3 || !UnseenCharacters.AreAllOf(name));
        return isName ? null : $"{PrintableText.Quote(name)} is not a column's name; expected {ExpectedName(version)}";
    }

    /// <summary>What a name is in a version.</summary>
    internal static string ExpectedName(int version) => version < 3
        ? $"1 to {MaxName} UTF-16 code units without white space around them"
        : $"1 to {MaxName} characters (Unicode code points), one of which can be seen, without white space around them";
}
