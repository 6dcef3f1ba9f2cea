using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Candor.Market.Texts;

namespace Candor.Market.Records;

/// <summary>One of a set of texts, compared byte by byte.</summary>
public sealed class CategoryColumn : RecordColumn
{
    /// <summary>The most values that a column may list.</summary>
    public const int MaxValues = 10_000;

    // A fault names the values that would do, unless they are too many to read.
    private const int MostShown = 20;

    private readonly FrozenSet<string> _set;

    /// <summary>Makes a column.</summary>
    /// <param name="name">Its name; see <see cref="RecordColumn.NameFault(string)"/>.</param>
    /// <param name="values">1 to 10,000 distinct texts, not empty, without white space around them, of at most 65,536
    /// bytes of UTF-8.</param>
    /// <param name="isOptional">Whether a record may lack the value.</param>
    /// <exception cref="ArgumentException">The name is not valid, or a value is not a valid text.</exception>
    public CategoryColumn(string name, IEnumerable<string> values, bool isOptional = false)
        : base(name, isOptional)
    {
        Values = [.. values];
        if (Values.Length is 0 or > MaxValues)
        {
            throw new ArgumentException(
                $"'{name}' lists {Values.Length} values; expected 1 to {MaxValues}.", nameof(values));
        }

        _set = Values.ToFrozenSet(StringComparer.Ordinal);
        if (_set.Count != Values.Length || Values.FirstOrDefault(static v => ValueFault(v) is not null) is not null)
        {
            throw new ArgumentException(
                $"'{name}' lists a value that no record can have, or one twice.", nameof(values));
        }
    }

    /// <summary>The values.</summary>
    public ImmutableArray<string> Values { get; }

    private protected override byte Kind => RecordEncoder.Text;

    private protected override string? AppendValue(ReadOnlySpan<byte> value, RecordEncoder encoder)
    {
        if (!_set.Contains(Encoding.UTF8.GetString(value)))
        {
            return $"{PrintableText.Quote(value)} is not one of {InWords()}";
        }

        encoder.AppendText(value);
        return null;
    }

    private protected override string? RuleFault(in RecordValue value) =>
        _set.Contains(Encoding.UTF8.GetString(value.Text)) ? null : $"the text is not one of {InWords()}";

    /// <summary>Why no record can have a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>What is wrong with it; null where a record can have it.</returns>
    public static string? ValueFault(string value) =>
        string.IsNullOrEmpty(value) || value.Trim().Length != value.Length
            ? "it is empty or has white space around it, which no record has"
        : Encoding.UTF8.GetByteCount(value) > TextColumn.LongestText
            ? $"it has more than {TextColumn.LongestText} bytes"
        : null;

    private string InWords() => Values.Length <= MostShown
        ? string.Join(", ", Values.Select(static v => $"'{v}'"))
        : $"the column's {Values.Length} values";
}
