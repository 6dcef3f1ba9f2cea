using System.Globalization;
using Candor.Hosting.Calls;

namespace Candor.Validator.Audits;

/// <summary>Names an audit: one for each commitment.</summary>
/// <param name="Participant">Whose commitment.</param>
/// <param name="CommitmentEvent">The commitment's event.</param>
internal sealed record AuditName(ParticipantName Participant, ulong CommitmentEvent)
{
    /// <summary>What the names of all audits of a participant begin with.</summary>
    /// <param name="participant">The participant.</param>
    /// <returns>The beginning.</returns>
    internal static string PrefixOf(ParticipantName participant) => $"{participant}/commitments/";

    /// <summary>Reads a name.</summary>
    /// <param name="name">What <see cref="ToString"/> made.</param>
    /// <returns>The name.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    internal static AuditName Parse(string name) =>
        name.Split('/') is ["markets", var market, "participants", var participant, "commitments", var number]
            ? new AuditName(
                new ParticipantName($"markets/{market}", participant),
                ulong.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture))
            : throw new FormatException($"'{name}' names no audit.");

    /// <summary>The name of the audit's stream of events. The number has all its digits, so that the audits of a
    /// participant sort by it.</summary>
    /// <returns>Such as <c>markets/m/participants/p/commitments/00000000000000000007</c>.</returns>
    public override string ToString() =>
        PrefixOf(Participant) + CommitmentEvent.ToString("D20", CultureInfo.InvariantCulture);
}
