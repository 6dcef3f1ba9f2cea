namespace Candor.Client;

/// <summary>Where a participant is in a market; the server's word.</summary>
/// <param name="ParticipantId">The participant's id in the roster.</param>
/// <param name="Phase">Its phase.</param>
public sealed record ParticipantStatus(string ParticipantId, ParticipantPhase Phase);
