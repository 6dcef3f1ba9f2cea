namespace Candor.Client;

/// <summary>Where a participant is in a market as it is told: <c>candor.v1.ParticipantPhase</c>, with its numbers. It
/// knows the market's end too, unlike <see cref="Candor.Market.ParticipantPhase"/>, which is the participant's part of a
/// market's state.</summary>
public enum ParticipantPhase
{
    /// <summary>A phase that this version does not know.</summary>
    Unspecified = 0,

    /// <summary>In the roster, not joined yet.</summary>
    Invited = 1,

    /// <summary>Joined, without a commitment.</summary>
    Joined = 2,

    /// <summary>Has a commitment, which it may replace until it reports.</summary>
    Committed = 3,

    /// <summary>Has reported; final.</summary>
    Reported = 4,

    /// <summary>The market settled and this participant has an assignment.</summary>
    Assigned = 5,

    /// <summary>The market settled without a report of this participant.</summary>
    Out = 6,

    /// <summary>The market was cancelled.</summary>
    Cancelled = 7,

    /// <summary>A validator has attested to its commitment; it may report. Only in markets with validation.</summary>
    Validated = 8,

    /// <summary>Its commitment was refused; it may commit again until the commitment deadline. Only in markets with
    /// validation.</summary>
    Refused = 9,

    /// <summary>The market trains, and this participant contributes. Only in markets with training.</summary>
    Contributing = 10,

    /// <summary>It failed a step of the training: its report fell, and the market settles without it. Only in markets with
    /// training.</summary>
    Fallen = 11,
}
