namespace Candor.Client;

/// <summary>How the file of a dataset is laid out.</summary>
public enum DatasetFileFormat
{
    /// <summary>JSON lines where the file's name ends with <c>.jsonl</c> or <c>.ndjson</c>, in any letter case, and where
    /// it ends with <c>.json</c> or has no extension, as a pipe has none, and the file begins with <c>{</c>; CSV
    /// otherwise.</summary>
    Auto,

    /// <summary>CSV (RFC 4180, UTF-8).</summary>
    Csv,

    /// <summary>One JSON object a line (UTF-8), with the columns as members: a number or a string has its text as the
    /// value, null or no member is no value. Other members are ignored, whatever they hold.</summary>
    JsonLines,
}
