using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Candor.Client.Internal;

/// <summary>Checks the values of one column and appends them to a record's canonical bytes.</summary>
internal sealed class ColumnCheck
{
    private const NumberStyles NumberStyle =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private const int LongestQuoted = 60;

    private readonly DatasetColumn _column;
    private readonly FrozenSet<string> _values;
    private readonly Regex? _pattern;

    private ColumnCheck(DatasetColumn column)
    {
        _column = column;
        _values = column.Values.ToFrozenSet(StringComparer.Ordinal);
        _pattern = column.Pattern is null ? null : Compile(column.Pattern);
    }

    internal static ColumnCheck For(DatasetColumn column) => new(column);

    /// <summary>Compiles a column's pattern. Without backtracking the time is linear in the text, whatever the
    /// pattern: a schema may come from another company.</summary>
    /// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking.</exception>
    internal static Regex Compile(string pattern) =>
        new($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Checks a value and appends it.</summary>
    /// <param name="utf8">The field as it stands in the file, its quotes resolved.</param>
    /// <param name="encoder">Takes the value.</param>
    /// <returns>What is wrong with it; null where it is valid.</returns>
    internal string? Append(ReadOnlySpan<byte> utf8, RecordEncoder encoder)
    {
        if (!Utf8.IsValid(utf8))
        {
            return "the value is not UTF-8";
        }

        ReadOnlySpan<byte> value = Trim(utf8);
        if (value.IsEmpty)
        {
            encoder.AppendAbsent();
            return _column.Required ? "there is no value; expected one" : null;
        }

        return _column.Kind switch
        {
            DatasetColumnKind.Number => AppendNumber(value, encoder),
            DatasetColumnKind.Integer => AppendInteger(value, encoder),
            _ => AppendText(value, encoder),
        };
    }

    private string? AppendNumber(ReadOnlySpan<byte> value, RecordEncoder encoder)
    {
        if (!double.TryParse(value, NumberStyle, CultureInfo.InvariantCulture, out double number)
            || !double.IsFinite(number))
        {
            return $"{Quote(value)} is not a finite number";
        }

        encoder.AppendNumber(number);
        return RangeFault(number, value);
    }

    private string? AppendInteger(ReadOnlySpan<byte> value, RecordEncoder encoder)
    {
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
        {
            return $"{Quote(value)} is not an integer of 64 bits";
        }

        encoder.AppendInteger(integer);
        return RangeFault(integer, value);
    }

    private string? AppendText(ReadOnlySpan<byte> value, RecordEncoder encoder)
    {
        encoder.AppendText(value);
        if (_column.Kind == DatasetColumnKind.Category)
        {
            return _values.Contains(Encoding.UTF8.GetString(value))
                ? null
                : $"{Quote(value)} is not one of {string.Join(", ", _column.Values.Select(v => $"'{v}'"))}";
        }

        return _pattern is null || _pattern.IsMatch(Encoding.UTF8.GetString(value))
            ? null
            : $"{Quote(value)} does not match the pattern '{_column.Pattern}'";
    }

    private string? RangeFault(double number, ReadOnlySpan<byte> value)
    {
        if (number < _column.Minimum)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"{Quote(value)} is below {_column.Minimum}, the least value");
        }

        return number > _column.Maximum
            ? string.Create(
                CultureInfo.InvariantCulture, $"{Quote(value)} is above {_column.Maximum}, the greatest value")
            : null;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> utf8)
    {
        while (Rune.DecodeFromUtf8(utf8, out Rune first, out int length) == System.Buffers.OperationStatus.Done
            && Rune.IsWhiteSpace(first))
        {
            utf8 = utf8[length..];
        }

        while (Rune.DecodeLastFromUtf8(utf8, out Rune last, out int length) == System.Buffers.OperationStatus.Done
            && Rune.IsWhiteSpace(last))
        {
            utf8 = utf8[..^length];
        }

        return utf8;
    }

    // A list of faults is read on a screen: a value is quoted on one line and not at any length.
    private static string Quote(ReadOnlySpan<byte> value)
    {
        string text = Encoding.UTF8.GetString(value);
        string shown = text.Length > LongestQuoted ? text[..LongestQuoted] + "…" : text;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) ? '␣' : c))}'";
    }
}
