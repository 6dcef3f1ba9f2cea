namespace Candor.Client;

/// <summary>A column of a data set and what makes a value of it valid.</summary>
/// <param name="Name">The column's name: that of the header, or the one used in messages where the file has no
/// header.</param>
/// <param name="Kind">What its values are.</param>
public sealed record DatasetColumn(string Name, DatasetColumnKind Kind)
{
    /// <summary>Whether a value must be there; true by default. White space alone is no value.</summary>
    public bool Required { get; init; } = true;

    /// <summary>The least value, inclusive; numbers and integers only. Null: no bound.</summary>
    public double? Minimum { get; init; }

    /// <summary>The greatest value, inclusive; numbers and integers only. Null: no bound.</summary>
    public double? Maximum { get; init; }

    /// <summary>The values of a category, compared character by character; at least one for a category, none for the
    /// other kinds.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>A regular expression (.NET's, without look-around and back-references) that a text must match from end
    /// to end; texts only. Null: any.</summary>
    public string? Pattern { get; init; }
}
