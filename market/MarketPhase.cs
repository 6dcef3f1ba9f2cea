namespace Candor.Market;

/// <summary>Where a market is in its life. Settled and cancelled are final.</summary>
public enum MarketPhase
{
    /// <summary>Participants join, commit and report.</summary>
    Open,

    /// <summary>The outcome is computed.</summary>
    Settled,

    /// <summary>The operator cancelled it.</summary>
    Cancelled,

    /// <summary>Reports are closed, and those who reported contribute to the model.</summary>
    Training,
}

/// <summary>Where one participant is in an open market. What a settled or cancelled market makes of it follows from
/// the market's phase and from whether it has reported.</summary>
public enum ParticipantPhase
{
    /// <summary>In the roster.</summary>
    Invited,

    /// <summary>Has taken its place.</summary>
    Joined,

    /// <summary>Has a commitment.</summary>
    Committed,

    /// <summary>Has reported; final.</summary>
    Reported,

    /// <summary>A validator has attested to its commitment.</summary>
    Validated,

    /// <summary>Its commitment was refused; it may commit again.</summary>
    Refused,

    /// <summary>It failed a step of the training, and its report fell; final.</summary>
    Fallen,
}
