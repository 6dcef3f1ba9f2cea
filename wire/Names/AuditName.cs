using System.Diagnostics.CodeAnalysis;

namespace Candor.Wire.Names;

/// <summary>Names an audit: one for each commitment.</summary>
/// <param name="Participant">Whose commitment.</param>
/// <param name="CommitmentEvent">The commitment's event.</param>
public sealed record AuditName(ParticipantName Participant, ulong CommitmentEvent)
{
    /// <summary>The rule in words.</summary>
    public const string Expected =
        "markets/{market}/participants/{participant}/commitments/{event}, the event's number in 20 digits";

    /// <summary>What the names of all audits of a participant begin with.</summary>
    /// <param name="participant">The participant.</param>
    /// <returns>The beginning.</returns>
    public static string PrefixOf(ParticipantName participant) => $"{participant}/commitments/";

    /// <summary>Reads a name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">Its parts.</param>
    /// <returns>Whether it follows the rule.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out AuditName? name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = text.Split('/') is [var markets, var market, var participants, var id, "commitments", var number]
            && ParticipantName.TryParse($"{markets}/{market}/{participants}/{id}", out ParticipantName? participant)
            && EventNumber.TryParse(number, out ulong commitment)
                ? new AuditName(participant, commitment)
                : null;
        return name is not null;
    }

    /// <summary>Reads a name that was made here.</summary>
    /// <param name="text">What <see cref="ToString"/> made.</param>
    /// <returns>The name.</returns>
    /// <exception cref="FormatException">It is not such a name.</exception>
    public static AuditName Parse(string text) => TryParse(text, out AuditName? name)
        ? name
        : throw new FormatException($"'{text}' does not name an audit; expected {Expected}.");

    /// <summary>The name as it is written, which is that of the audit's stream of events. The number has all its
    /// digits, so that the audits of a participant sort by it.</summary>
    /// <returns>Such as <c>markets/m/participants/p/commitments/00000000000000000007</c>.</returns>
    public override string ToString() => PrefixOf(Participant) + EventNumber.Format(CommitmentEvent);
}
