using Candor.Market.Records;
using Candor.Market.Records.Normalization;

namespace Candor.Client.Datasets;

/// <summary>A column as a record format's file has it; <see cref="RecordColumn"/> is what it means.</summary>
/// <param name="Name">The column's name: that of the header, or the one used in messages where the file has no
/// header.</param>
/// <param name="Kind">What its values are.</param>
internal sealed record SchemaColumn(string Name, SchemaColumnKind Kind)
{
    /// <summary>Whether a value must be there; true by default. White space alone counts as no value.</summary>
    public bool Required { get; init; } = true;

    /// <summary>The least value, inclusive; numbers and integers only. Null: no bound. Of a bound beyond 2^53 in a
    /// market's definition this is the nearest double; the exact one is in force.</summary>
    public double? Minimum { get; init; }

    /// <summary>The greatest value, inclusive; numbers and integers only. Null: no bound.</summary>
    public double? Maximum { get; init; }

    /// <summary>The values of a category, compared character by character; at least one for a category, none for the
    /// other kinds.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>What a text must match from end to end, in the language of
    /// <see cref="Candor.Market.Records.TextPattern"/>; texts only. Null: any.</summary>
    public string? Pattern { get; init; }

    /// <summary>The longest text in bytes of UTF-8, 1 to 65,536; texts only.</summary>
    public int MaxBytes { get; init; } = TextColumn.LongestText;

    /// <summary>How a text is rewritten before all else; texts only. Null: not at all.</summary>
    public TextNormalization? Normalization { get; init; }

    /// <summary>The least value of an integer where a double has no room for it.</summary>
    internal long? ExactMinimum { get; init; }

    /// <summary>The greatest value of an integer where a double has no room for it.</summary>
    internal long? ExactMaximum { get; init; }
}
