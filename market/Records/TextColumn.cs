using System.Globalization;
using Candor.Market.Records.Normalization;
using Candor.Market.Texts;

namespace Candor.Market.Records;

/// <summary>Texts, without the white space around them. Otherwise they are as they stand, so that letter case and Unicode
/// normal form count, unless the column asks for a normalisation: a record then has the normalised text, and pattern and
/// length are its.</summary>
public sealed class TextColumn : RecordColumn
{
    /// <summary>The longest text that a column may allow, in bytes of UTF-8.</summary>
    public const int LongestText = 65_536;

    private readonly TextPattern? _pattern;

    /// <summary>Makes a column.</summary>
    /// <param name="name">Its name; see <see cref="RecordColumn.NameFault(string)"/>.</param>
    /// <param name="isOptional">Whether a record may lack the value.</param>
    /// <param name="pattern">What the text must match from end to end, in the language of <see cref="TextPattern"/>;
    /// null or empty: any text.</param>
    /// <param name="maxBytes">The longest text in bytes of UTF-8, 1 to 65,536.</param>
    /// <param name="normalization">How a text is rewritten first; null: not at all. Markets know it from version 3
    /// on.</param>
    /// <exception cref="ArgumentException">The name or the pattern is not valid, the length is out of range, or the
    /// normalisation asks for nothing.</exception>
    public TextColumn(
        string name,
        bool isOptional = false,
        string? pattern = null,
        int maxBytes = LongestText,
        TextNormalization? normalization = null)
        : base(name, isOptional)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBytes, LongestText);

        // A column is made for markets of every version: what one of them takes as a pattern was judged by its reader.
        if (!string.IsNullOrEmpty(pattern) && !TextPattern.TryParse(pattern, version: 1, out _pattern, out string? fault))
        {
            throw new ArgumentException($"'{pattern}' is not a valid pattern: {fault}.", nameof(pattern));
        }

        if (normalization is { IsEmpty: true })
        {
            throw new ArgumentException("A normalisation asks for nothing.", nameof(normalization));
        }

        MaxBytes = maxBytes;
        Normalization = normalization;
    }

    /// <summary>The <see cref="TextPattern"/> that a text must match from end to end; null: any text.</summary>
    public string? Pattern => _pattern?.Text;

    /// <summary>The longest text in bytes of UTF-8.</summary>
    public int MaxBytes { get; }

    /// <summary>How a text is rewritten before all else; null: not at all.</summary>
    public TextNormalization? Normalization { get; }

    private protected override byte Kind => RecordEncoder.Text;

    private protected override string? AppendValue(ReadOnlySpan<byte> value, RecordEncoder encoder)
    {
        ReadOnlySpan<byte> text = value;
        if ((Normalization?.Apply(value, out text) ?? Breaks(text)) is { } fault)
        {
            return $"{PrintableText.Quote(value)} {fault}";
        }

        encoder.AppendText(text);
        return null;
    }

    // Another spelling of a normalised text would be a second record of the same value. The code point is not named: who
    // is told may not be who may see the record.
    private protected override string? RuleFault(in RecordValue value) =>
        Breaks(value.Text) is { } fault ? $"the text {fault}"
        : Normalization?.IsNormalised(value.Text) == false ? $"the text is not normalised; expected {Normalization}"
        : null;

    private string? Breaks(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            string once = Normalization is null ? string.Empty : " once it is normalised";
            return string.Create(
                CultureInfo.InvariantCulture, $"has {utf8.Length} bytes{once}; expected at most {MaxBytes}");
        }

        return _pattern is null || _pattern.IsMatch(utf8)
            ? null
            : $"does not match the pattern '{Pattern}'";
    }
}
