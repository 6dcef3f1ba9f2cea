using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Candor.Market.Records;

/// <summary>Texts, without the white space around them and otherwise as they stand: letter case and Unicode normal form
/// count.</summary>
public sealed class TextColumn : RecordColumn
{
    /// <summary>The longest text that a column may allow, in bytes of UTF-8.</summary>
    public const int LongestText = 65_536;

    private readonly Regex? _pattern;

    /// <summary>Makes a column.</summary>
    /// <param name="name">Its name, 1 to 200 characters without white space around them.</param>
    /// <param name="isOptional">Whether a record may lack the value.</param>
    /// <param name="pattern">A regular expression that the text must match from end to end; null or empty: any text.
    /// See <see cref="TextPattern"/> for what it may say.</param>
    /// <param name="maxBytes">The longest text in bytes of UTF-8, 1 to 65,536.</param>
    /// <exception cref="ArgumentException">The name is none, the pattern is none, or the length is out of
    /// range.</exception>
    public TextColumn(string name, bool isOptional = false, string? pattern = null, int maxBytes = LongestText)
        : base(name, isOptional)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBytes, LongestText);
        if (!string.IsNullOrEmpty(pattern) && !TextPattern.TryCompile(pattern, out _pattern, out string? fault))
        {
            throw new ArgumentException($"'{pattern}' is no pattern: {fault}.", nameof(pattern));
        }

        Pattern = string.IsNullOrEmpty(pattern) ? null : pattern;
        MaxBytes = maxBytes;
    }

    /// <summary>The regular expression that a text must match from end to end; null: any text.</summary>
    public string? Pattern { get; }

    /// <summary>The longest text in bytes of UTF-8.</summary>
    public int MaxBytes { get; }

    private protected override byte Kind => RecordEncoder.Text;

    private protected override string? AppendValue(ReadOnlySpan<byte> value, RecordEncoder encoder)
    {
        if (Breaks(value) is { } fault)
        {
            return $"{Cell.Quote(value)} {fault}";
        }

        encoder.AppendText(value);
        return null;
    }

    private protected override string? RuleFault(in RecordValue value) =>
        Breaks(value.Text) is { } fault ? $"the text {fault}" : null;

    private string? Breaks(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            return string.Create(CultureInfo.InvariantCulture, $"has {utf8.Length} bytes; expected at most {MaxBytes}");
        }

        return _pattern is null || _pattern.IsMatch(Encoding.UTF8.GetString(utf8))
            ? null
            : $"does not match the pattern '{Pattern}'";
    }
}
