namespace Candor.Simulation.Participants;

/// <summary>A kind of participant in the simulation.</summary>
/// <param name="Id">Its name in the JSON.</param>
/// <param name="Tries">What it does, in a few words.</param>
/// <param name="Promise">What the protocol promises.</param>
/// <param name="Create">Makes one for a place.</param>
internal sealed record ParticipantKind(
    string Id, string Tries, Promise Promise, Func<Seat, SimulatedParticipant> Create)
{
    /// <summary>A participant that keeps the rules.</summary>
    internal static ParticipantKind Honest { get; } = new(
        "honest", "keeps the rules", Promise.Accepted, static seat => new SimulatedParticipant(seat));
}
