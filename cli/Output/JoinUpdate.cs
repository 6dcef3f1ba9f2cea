namespace Candor.Cli.Output;

/// <summary>A step of a participant's life in a market, as <c>join --json</c> writes it, one object a line on standard
/// error.</summary>
/// <param name="Event">One of the names below.</param>
/// <param name="Participant">The participant's id.</param>
internal sealed record JoinUpdate(string Event, string Participant)
{
    /// <summary>The CSV was read.</summary>
    internal const string Counted = "counted";

    /// <summary>The server keeps this participant's place.</summary>
    internal const string Joined = "joined";

    /// <summary>The commitment stands.</summary>
    internal const string Committed = "committed";

    /// <summary>The server refused a report above the commitment.</summary>
    internal const string Refused = "refused";

    /// <summary>The report stands.</summary>
    internal const string Reported = "reported";

    /// <summary>The client waits for the market to settle.</summary>
    internal const string Waiting = "waiting";

    /// <summary>Rows of the file, header apart.</summary>
    public long? Rows { get; init; }

    /// <summary>Valid, distinct records; with <see cref="Refused"/> and <see cref="Reported"/>: those
    /// reported.</summary>
    public uint? Records { get; init; }

    /// <summary>Rows that break the schema.</summary>
    public long? BrokenRows { get; init; }

    /// <summary>Rows that repeat a record.</summary>
    public long? RepeatedRows { get; init; }

    /// <summary>The first broken row, with what is wrong with it.</summary>
    public string? FirstFault { get; init; }

    /// <summary>The commitment, lower-case hexadecimal.</summary>
    public string? Commitment { get; init; }

    /// <summary>Why the server refused: the stable name.</summary>
    public string? Reason { get; init; }

    /// <summary>Why the server refused: its words.</summary>
    public string? Message { get; init; }
}
