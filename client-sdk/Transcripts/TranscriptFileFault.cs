namespace Candor.Client.Transcripts;

/// <summary>What is wrong with a transcript file.</summary>
public enum TranscriptFileFault
{
    /// <summary>A line is longer than any entry makes it.</summary>
    LineTooLong,

    /// <summary>The file ends without a header or within a line: every line ends in a newline.</summary>
    Truncated,

    /// <summary>A line is not one JSON object in UTF-8, without comments and without a member that comes
    /// twice.</summary>
    NotJson,

    /// <summary>The header's type is not one that this version reads.</summary>
    UnknownType,

    /// <summary>A member is missing or unknown, or both an entry and a leaf hash are there.</summary>
    Members,

    /// <summary>A member has a value that it cannot have.</summary>
    Value,

    /// <summary>The entries' indices do not count from 0 without gaps.</summary>
    OutOfOrder,
}
