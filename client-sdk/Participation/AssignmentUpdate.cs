using Candor.V1;

namespace Candor.Client;

/// <summary>One step of a participant in its market, as its own stream tells it.</summary>
/// <param name="Phase">The phase it came to.</param>
/// <param name="Sequence">The number of the market's event behind it.</param>
/// <param name="Time">When the event was stored, by the server's clock.</param>
/// <param name="ResumeToken">Opens a stream after this update.</param>
/// <param name="Assignment">What the market assigns; set with the phases assigned and out.</param>
/// <param name="CancelReason">The operator's words; set with the phase cancelled.</param>
public sealed record AssignmentUpdate(
    ParticipantPhase Phase,
    ulong Sequence,
    DateTimeOffset Time,
    string ResumeToken,
    MarketAssignment? Assignment,
    string? CancelReason)
{
    /// <summary>Whether it is the last.</summary>
    public bool IsFinal => Phase is ParticipantPhase.Assigned or ParticipantPhase.Out or ParticipantPhase.Cancelled;
}
