namespace Candor.Client;

/// <summary>A dataset or its schema cannot be used. A row that breaks the schema is not an exception: it is
/// listed. To take part with such rows alone is one.</summary>
public sealed class DatasetException : CandorException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="message">One line with the path, where there is one, and what was expected.</param>
    /// <param name="innerException">The cause, if any.</param>
    public DatasetException(DatasetFault fault, string message, Exception? innerException = null)
        : base(ReasonOf(fault), message, innerException) => Fault = fault;

    /// <summary>What is wrong.</summary>
    public DatasetFault Fault { get; }

    private static string ReasonOf(DatasetFault fault) => fault switch
    {
        DatasetFault.FileMissing => "DATASET_FILE_MISSING",
        DatasetFault.Unreadable => "DATASET_UNREADABLE",
        DatasetFault.Empty => "DATASET_EMPTY",
        DatasetFault.ColumnMissing => "DATASET_COLUMN_MISSING",
        DatasetFault.SchemaInvalid => "DATASET_SCHEMA_INVALID",
        DatasetFault.RecordInvalid => "DATASET_RECORD_INVALID",
        DatasetFault.TooLarge => "DATASET_TOO_LARGE",
        DatasetFault.Changed => "DATASET_CHANGED",
        DatasetFault.NoRecords => "DATASET_NO_RECORDS",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Unknown fault."),
    };
}
