namespace Candor.Market.Audits;

/// <summary>Where an audit is. Passed and refused are final.</summary>
public enum AuditPhase
{
    /// <summary>The tags are awaited, all of them in order.</summary>
    AwaitingTags,

    /// <summary>The sample is drawn; its openings are awaited.</summary>
    AwaitingOpenings,

    /// <summary>Passed; the attestation is signed.</summary>
    Passed,

    /// <summary>Failed; the refusal is signed.</summary>
    Refused,
}
