using System.Globalization;
using Candor.Market.Texts;

namespace Candor.Market.Records;

/// <summary>Texts, without the white space around them and otherwise as they stand: letter case and Unicode normal form
/// count.</summary>
public sealed class TextColumn : RecordColumn
{
    /// <summary>The longest text that a column may allow, in bytes of UTF-8.</summary>
    public const int LongestText = 65_536;

    private readonly TextPattern? _pattern;

    /// <summary>Makes a column.</summary>
    /// <param name="name">Its name, 1 to 200 characters without white space around them.</param>
    /// <param name="isOptional">Whether a record may lack the value.</param>
    /// <param name="pattern">What the text must match from end to end, in the language of <see cref="TextPattern"/>;
    /// null or empty: any text.</param>
    /// <param name="maxBytes">The longest text in bytes of UTF-8, 1 to 65,536.</param>
    /// <exception cref="ArgumentException">The name or the pattern is not valid, or the length is out of
    /// range.</exception>
    public TextColumn(string name, bool isOptional = false, string? pattern = null, int maxBytes = LongestText)
        : base(name, isOptional)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBytes, LongestText);
        if (!string.IsNullOrEmpty(pattern) && !TextPattern.TryParse(pattern, out _pattern, out string? fault))
        {
            throw new ArgumentException($"'{pattern}' is not a valid pattern: {fault}.", nameof(pattern));
        }

        MaxBytes = maxBytes;
    }

    /// <summary>The <see cref="TextPattern"/> that a text must match from end to end; null: any text.</summary>
    public string? Pattern => _pattern?.Text;

    /// <summary>The longest text in bytes of UTF-8.</summary>
    public int MaxBytes { get; }

    private protected override byte Kind => RecordEncoder.Text;

    private protected override string? AppendValue(ReadOnlySpan<byte> value, RecordEncoder encoder)
    {
        if (Breaks(value) is { } fault)
        {
            return $"{PrintableText.Quote(value)} {fault}";
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

        return _pattern is null || _pattern.IsMatch(utf8)
            ? null
            : $"does not match the pattern '{Pattern}'";
    }
}
