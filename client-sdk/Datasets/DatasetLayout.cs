namespace Candor.Client.Datasets;

/// <summary>How a file is laid out.</summary>
/// <param name="Format">CSV, JSON lines, or what its name says.</param>
/// <param name="HasHeader">Whether the first row of CSV names its columns.</param>
/// <param name="Separator">What stands between two fields of CSV.</param>
internal sealed record DatasetLayout(DatasetFileFormat Format, bool HasHeader, char Separator)
{
    /// <summary>Whether a file is one of JSON lines.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="start">Its first bytes.</param>
    internal bool IsJsonLines(string path, ReadOnlySpan<byte> start) =>
        IsNamedJsonLines(path) || (IsJudgedByContent(path) && Begins(start, (byte)'{'));

    /// <summary>Whether a file that says nothing of its layout holds a whole JSON array.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="start">Its first bytes.</param>
    internal bool IsJsonArray(string path, ReadOnlySpan<byte> start) =>
        IsJudgedByContent(path) && Begins(start, (byte)'[');

    /// <summary>Whether a text begins as JSON does, past white space and a byte-order mark.</summary>
    /// <param name="start">Its first bytes.</param>
    internal static bool BeginsAsJson(ReadOnlySpan<byte> start) =>
        Begins(start, (byte)'{') || Begins(start, (byte)'[');

    /// <summary>What is expected of a file, for messages.</summary>
    internal string Expected(string path) => IsNamedJsonLines(path) ? "a dataset in JSON lines" : "a dataset in CSV";

    /// <summary>Whether a file is JSON lines by what it says of itself or by its name.</summary>
    /// <param name="path">Its name.</param>
    internal bool IsNamedJsonLines(string path) => Format switch
    {
        DatasetFileFormat.Csv => false,
        DatasetFileFormat.JsonLines => true,
        _ => Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".NDJSON",
    };

    // Programs write JSON lines under `.json` too, and a pipe has no name that would say.
    private bool IsJudgedByContent(string path) =>
        Format == DatasetFileFormat.Auto && Path.GetExtension(path).ToUpperInvariant() is ".JSON" or "";

    private static bool Begins(ReadOnlySpan<byte> start, byte first)
    {
        ReadOnlySpan<byte> text = (start.StartsWith("\uFEFF"u8) ? start["\uFEFF"u8.Length..] : start).TrimStart(" \t\r\n"u8);
        return !text.IsEmpty && text[0] == first;
    }
}
