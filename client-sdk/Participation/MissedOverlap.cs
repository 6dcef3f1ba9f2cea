using System.Globalization;

namespace Candor.Client.Participation;

/// <summary>An answer to an overlap check that came too late, as its participant has to be told: what it was about and what there
/// was no time for. Nobody else is to blame for it as far as this side can tell.</summary>
/// <param name="Participant">Who answered, <c>markets/{market}/participants/{participant}</c>.</param>
/// <param name="Other">With whom its records were to be compared.</param>
/// <param name="Records">How many records of the other had to be worked through.</param>
/// <param name="Worked">How many of them were, when the time was over.</param>
/// <param name="Received">When this side heard of the check.</param>
/// <param name="Deadline">Until when the answer had to come.</param>
/// <param name="Ended">When the validator took it no more, by this side's clock.</param>
internal sealed record MissedOverlap(
    string Participant,
    string Other,
    ulong Records,
    ulong Worked,
    DateTimeOffset Received,
    DateTimeOffset Deadline,
    DateTimeOffset Ended)
{
    /// <summary>What happened, in sentences.</summary>
    public override string ToString()
    {
        string clocks = Ended < Deadline
            ? " By this machine's clock there was time left: it or the validator's is wrong."
            : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Participant} did not answer the overlap check with '{Other}' in time: it had to multiply the {Records} records "
            + $"of '{Other}' before {Deadline:O}; it heard of the check at {Received:O}, and had multiplied {Worked} of them "
            + $"when the validator took the answer no more, at {Ended:O}.{clocks} The market's rules refuse the commitment of who "
            + $"is late, and take back a report that was built on it. Stay online, and give this process more processors or "
            + $"fewer tasks beside it; a new commitment is possible until the commitment deadline.");
    }
}
