namespace Candor.Market.Contributions;

/// <summary>What a proof of nearness that a member has kept shows, held to the log again.</summary>
public enum KeptProof
{
    /// <summary>It holds for the commitments that the log has of the member: a verdict that these are not near is
    /// false.</summary>
    Holds = 1,

    /// <summary>It does not hold, or there is none.</summary>
    Fails = 2,

    /// <summary>The records at hand are not those that were committed to, so that it cannot be verified.</summary>
    OtherRecords = 3,
}
