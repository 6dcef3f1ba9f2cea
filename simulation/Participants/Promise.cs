namespace Candor.Simulation.Participants;

/// <summary>What the protocol promises about a kind of participant.</summary>
internal enum Promise
{
    /// <summary>It keeps the rules and is never refused.</summary>
    Accepted,

    /// <summary>It is always refused.</summary>
    Caught,

    /// <summary>It is refused where the sample meets a bad record.</summary>
    Sampled,

    /// <summary>The protocol does not catch it, and says so.</summary>
    NotCaught,
}
