namespace Candor.Client.Datasets;

/// <summary>How a file is laid out.</summary>
/// <param name="Format">CSV, JSON lines, or what its name says.</param>
/// <param name="HasHeader">Whether the first row of CSV names its columns.</param>
/// <param name="Separator">What stands between two fields of CSV.</param>
internal sealed record DatasetLayout(DatasetFileFormat Format, bool HasHeader, char Separator)
{
    /// <summary>Whether a file is one of JSON lines.</summary>
    internal bool IsJsonLines(string path) => Format switch
    {
        DatasetFileFormat.Csv => false,
        DatasetFileFormat.JsonLines => true,
        _ => Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".NDJSON",
    };

    /// <summary>What is expected of a file, for messages.</summary>
    internal string Expected(string path) => IsJsonLines(path) ? "a dataset in JSON lines" : "a dataset in CSV";
}
