namespace Candor.Client;

/// <summary>Why a dataset or its schema cannot be used.</summary>
public enum DatasetFault
{
    /// <summary>There is no file at the path.</summary>
    FileMissing,

    /// <summary>The file is there and cannot be read, or one of its rows is longer than a row may be.</summary>
    Unreadable,

    /// <summary>The file is empty.</summary>
    Empty,

    /// <summary>The header lacks a column of the schema, or has it twice.</summary>
    ColumnMissing,

    /// <summary>The schema contradicts itself or is not JSON.</summary>
    SchemaInvalid,

    /// <summary>A single record, handed in by itself, breaks the schema.</summary>
    RecordInvalid,

    /// <summary>There are more valid, distinct records than <see cref="Dataset.MaxRecords"/>.</summary>
    TooLarge,

    /// <summary>The file is not the one whose records were tagged: it has changed since.</summary>
    Changed,

    /// <summary>Not one row is a valid record, and no report of 0 was asked for.</summary>
    NoRecords,
}
