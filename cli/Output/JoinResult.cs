namespace Candor.Cli.Output;

/// <summary>What a participant ends a market with, as <c>join --json</c> writes it on standard output.</summary>
/// <param name="Market">The market's name.</param>
/// <param name="Participant">The participant's id.</param>
/// <param name="Phase"><c>assigned</c>, <c>out</c> or <c>cancelled</c>.</param>
/// <param name="Records">Valid, distinct records: what was committed to.</param>
internal sealed record JoinResult(string Market, string Participant, string Phase, uint Records)
{
    /// <summary>The phase of who has an assignment.</summary>
    internal const string Assigned = "assigned";

    /// <summary>The phase of who never reported.</summary>
    internal const string Out = "out";

    /// <summary>The phase in a cancelled market.</summary>
    internal const string Cancelled = "cancelled";

    /// <summary>Who refused the commitment and why, where that is what left the participant out.</summary>
    public string? Refusal { get; init; }

    /// <summary>The reported records; null where out or cancelled.</summary>
    public ulong? ReportedRecords { get; init; }

    /// <summary>Quality of the model that the market allocates; 0 is no model.</summary>
    public double? AllocatedQuality { get; init; }

    /// <summary>The curve at the sum of all reports.</summary>
    public double? BestQuality { get; init; }

    /// <summary>The curve at this participant's own data size, as it alone knows it.</summary>
    public double? OwnQuality { get; init; }

    /// <summary>Which model serves the participant better: <c>allocated</c> or <c>own</c>.</summary>
    public string? PreferredModel { get; init; }

    /// <summary>What the market charges, in units of the currency; negative is paid out.</summary>
    public decimal? Payment { get; init; }

    /// <summary>The currency.</summary>
    public string? Currency { get; init; }

    /// <summary>What became of the training: <c>TRAINED</c>, or why nobody is given a model and nothing is owed; null where the
    /// market trains nothing.</summary>
    public string? Training { get; init; }

    /// <summary>Why the report fell in the training, where it did: the stable name.</summary>
    public string? Fall { get; init; }

    /// <summary>Why, in words.</summary>
    public string? FallMessage { get; init; }

    /// <summary>Where the received model was written.</summary>
    public string? Model { get; init; }

    /// <summary>How many records the received model was trained from; null where none was received.</summary>
    public long? ModelRecords { get; init; }

    /// <summary>The explained variance of the received model, as it was measured from the sum; null where none was
    /// received.</summary>
    public double? MeasuredQuality { get; init; }

    /// <summary>Where one's own model was written.</summary>
    public string? OwnModel { get; init; }

    /// <summary>The explained variance of the model trained from one's own records alone, measured in the same way.</summary>
    public double? OwnMeasuredQuality { get; init; }

    /// <summary>The operator's words, where it cancelled the market.</summary>
    public string? CancelReason { get; init; }
}
