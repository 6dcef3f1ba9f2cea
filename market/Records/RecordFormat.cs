using System.Collections.Immutable;

namespace Candor.Market.Records;

/// <summary>What a record is, and which records are valid. Two rows are the same record where their canonical bytes are
/// the same: the values in the order of the columns, encoded as <see cref="RecordEncoder"/> says. Immutable and
/// thread-safe.</summary>
/// <remarks>
/// Each value has one encoding. A text has no white space around it, and white space alone counts as no value: a record would
/// otherwise become many by padding. What no column names is not part of a record.
/// </remarks>
public sealed class RecordFormat
{
    /// <summary>The most columns.</summary>
    public const int MaxColumns = 1_000;

    /// <summary>The longest record, in canonical bytes.</summary>
    public const int MaxRecordBytes = 1 << 20;

    /// <summary>Makes a format.</summary>
    /// <param name="columns">1 to 1,000 columns with distinct names, in canonical order.</param>
    /// <exception cref="ArgumentException">There are no columns, too many, or two of one name.</exception>
    public RecordFormat(IEnumerable<RecordColumn> columns)
    {
        Columns = [.. columns];
        if (Columns.Length is 0 or > MaxColumns)
        {
            throw new ArgumentException(
                $"There are {Columns.Length} columns; expected 1 to {MaxColumns}.", nameof(columns));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        if (Columns.FirstOrDefault(column => !names.Add(column.Name)) is { } twice)
        {
            throw new ArgumentException($"'{twice.Name}' is the name of two columns.", nameof(columns));
        }
    }

    /// <summary>The columns, in canonical order.</summary>
    public ImmutableArray<RecordColumn> Columns { get; }

    /// <summary>Whether bytes are the canonical bytes of a valid record. Never throws; see
    /// <see cref="FaultOf"/>.</summary>
    /// <param name="canonical">The bytes, from anybody.</param>
    /// <returns>Whether they are.</returns>
    public bool IsValid(ReadOnlyMemory<byte> canonical) => FaultOf(canonical.Span) is null;

    /// <summary>Why bytes are not the canonical bytes of a valid record: what a validator asks about each record that a
    /// participant opens. Never throws; its time is bounded by <see cref="MaxRecordBytes"/> and
    /// <see cref="TextPattern.MaxSize"/>.</summary>
    /// <param name="canonical">The bytes, from anybody.</param>
    /// <returns>The first fault with its column, without the value, so that it may be passed on to who may not see the
    /// record; null where the record is valid.</returns>
    public string? FaultOf(ReadOnlySpan<byte> canonical)
    {
        if (canonical.Length > MaxRecordBytes)
        {
            return $"the record has {canonical.Length} bytes; expected at most {MaxRecordBytes}";
        }

        var decoder = new RecordDecoder(canonical);
        foreach (RecordColumn column in Columns)
        {
            if ((decoder.Next(out RecordValue value) ?? column.FaultOf(value)) is { } fault)
            {
                return $"column '{column.Name}': {fault}";
            }
        }

        return decoder.Left == 0 ? null : $"{decoder.Left} bytes follow the last column; expected none";
    }
}
