namespace Candor.Cli.Output;

/// <summary>A step of a participant's life in a market, as <c>join --json</c> writes it, one object a line on standard
/// error.</summary>
/// <param name="Event">One of the names below.</param>
/// <param name="Participant">The participant's id.</param>
internal sealed record JoinUpdate(string Event, string Participant)
{
    /// <summary>The dataset was read.</summary>
    internal const string Counted = "counted";

    /// <summary>The server keeps this participant's place.</summary>
    internal const string Joined = "joined";

    /// <summary>The commitment stands.</summary>
    internal const string Committed = "committed";

    /// <summary>A validator has attested to the committed size.</summary>
    internal const string Validated = "validated";

    /// <summary>The records were compared with those of everybody who was attested earlier.</summary>
    internal const string Compared = "compared";

    /// <summary>A commitment or a report was refused.</summary>
    internal const string Refused = "refused";

    /// <summary>The report stands.</summary>
    internal const string Reported = "reported";

    /// <summary>The client waits for the market to settle.</summary>
    internal const string Waiting = "waiting";

    /// <summary>Where the participation is kept.</summary>
    internal const string Keeping = "keeping";

    /// <summary>Overlap checks cannot be answered.</summary>
    internal const string Unanswered = "unanswered";

    /// <summary>The assignment follows from the transcript.</summary>
    internal const string Verified = "verified";

    /// <summary>A step of the training was answered.</summary>
    internal const string Contributed = "contributed";

    /// <summary>The market's model, and one's own, are there.</summary>
    internal const string Delivered = "delivered";

    /// <summary>Who refuses what the market's own rules refuse; else it is a validator, by its id.</summary>
    internal const string Platform = "platform";

    /// <summary>The stage at which a validator checks the order and number of the tags (statement 3).</summary>
    internal const string TagStage = "tags";

    /// <summary>The stage at which a validator checks a sample of the records (statement 4).</summary>
    internal const string AuditStage = "audit";

    /// <summary>The stage at which records of different participants are compared (statement 6).</summary>
    internal const string OverlapStage = "overlap";

    /// <summary>The stage at which a report is checked against its commitment (statement 2).</summary>
    internal const string ReportStage = "report";

    /// <summary>The stage at which contributed statistics are held against the audited records (statement 8).</summary>
    internal const string StatisticsStage = "statistics";

    /// <summary>Another stage of the training at which a report fell.</summary>
    internal const string TrainingStage = "training";

    /// <summary>Rows of the file, header apart.</summary>
    public long? Rows { get; init; }

    /// <summary>Valid, distinct records; with a commitment, a report or their refusal: what it says.</summary>
    public uint? Records { get; init; }

    /// <summary>Rows that break the schema.</summary>
    public long? BrokenRows { get; init; }

    /// <summary>Rows that repeat a record.</summary>
    public long? RepeatedRows { get; init; }

    /// <summary>The first broken row, with what is wrong with it.</summary>
    public string? FirstFault { get; init; }

    /// <summary>What its owner should look at before it goes on; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>What to do about broken rows.</summary>
    public IReadOnlyList<string>? Hints { get; init; }

    /// <summary>The commitment, lower-case hexadecimal.</summary>
    public string? Commitment { get; init; }

    /// <summary>Who attested or refused: a validator's id, or <see cref="Platform"/>.</summary>
    public string? By { get; init; }

    /// <summary>Where it was refused: one of the stages above.</summary>
    public string? Stage { get; init; }

    /// <summary>How many records the audit opened.</summary>
    public uint? Opened { get; init; }

    /// <summary>How many participants' records these were compared with.</summary>
    public int? ComparedWith { get; init; }

    /// <summary>How many records others have too; 0 where they share none.</summary>
    public ulong? SharedRecords { get; init; }

    /// <summary>The participant with whom records are shared, where that led to a refusal.</summary>
    public string? SharedWith { get; init; }

    /// <summary>The file of the receipt.</summary>
    public string? Receipt { get; init; }

    /// <summary>The file of the checkpoints.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>How many entries of the transcript were verified.</summary>
    public ulong? Entries { get; init; }

    /// <summary>How many messages of its own were found where their receipts say.</summary>
    public int? OwnMessages { get; init; }

    /// <summary>The step of the training.</summary>
    public string? Step { get; init; }

    /// <summary>The epoch of the training; 0 before the first.</summary>
    public ulong? Epoch { get; init; }

    /// <summary>Until when the step had to be answered, and the others' answers are awaited; null before the reports are
    /// closed.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How many bytes were sent.</summary>
    public long? Bytes { get; init; }

    /// <summary>Where the received model was written.</summary>
    public string? Model { get; init; }

    /// <summary>Where one's own model was written.</summary>
    public string? OwnModel { get; init; }

    /// <summary>Why it was refused: the stable name.</summary>
    public string? Reason { get; init; }

    /// <summary>Why it was refused, in words.</summary>
    public string? Message { get; init; }
}
