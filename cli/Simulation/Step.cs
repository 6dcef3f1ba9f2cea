namespace Candor.Cli.Simulation;

/// <summary>The steps of a company's way through a market: where a cheater can be caught.</summary>
internal enum Step
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
    Comparison,

    /// <summary>It reports (statement 2).</summary>
    Report,

    /// <summary>The market settles.</summary>
    Settlement,
}

/// <summary>Why a company's part in a market ended early.</summary>
/// <param name="Where">At which step.</param>
/// <param name="Why">The reason as the protocol names it, such as <c>TAG_REPEATED</c>.</param>
internal readonly record struct Finding(Step Where, string Why);
