namespace Candor.Client;

/// <summary>Why a dataset or its schema cannot be used.</summary>
public enum DatasetFault
{
    /// <summary>There is no file at the path.</summary>
    FileMissing,

    /// <summary>The file is there and cannot be read, is a folder, or a pipe that would have to be read twice, or one of its
    /// rows is longer than a row may be.</summary>
    Unreadable,

    /// <summary>The file is empty, or there is nothing in it but white space and a byte-order mark.</summary>
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

    /// <summary>The file is not text in UTF-8: it is in another encoding, compressed, or a workbook or database.</summary>
    WrongFormat,

    /// <summary>The header is not a row of CSV.</summary>
    HeaderInvalid,
}
