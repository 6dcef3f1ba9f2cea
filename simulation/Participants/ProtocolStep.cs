namespace Candor.Simulation.Participants;

/// <summary>The steps of a participant's way through a market: where a cheater can be caught.</summary>
internal enum ProtocolStep
{
    /// <summary>It takes its place.</summary>
    Join,

    /// <summary>It commits to a size (statement 1).</summary>
    Commitment,

    /// <summary>It opens its audit (statement 3's proof).</summary>
    Audit,

    /// <summary>It sends its tags (statement 3).</summary>
    Tags,

    /// <summary>It opens the sample (statement 4).</summary>
    Openings,

    /// <summary>The market takes an attestation (statement 5).</summary>
    Attestation,

    /// <summary>Its records are compared with another's (statement 6).</summary>
    OverlapCheck,

    /// <summary>It reports (statement 2).</summary>
    Report,

    /// <summary>The market settles.</summary>
    Settlement,

    /// <summary>It replays the settled market's transcript.</summary>
    Verification,
}
