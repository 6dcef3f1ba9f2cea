namespace Candor.Simulation.Participants;

/// <summary>Why a participant's part in a market ended early.</summary>
/// <param name="Where">At which step.</param>
/// <param name="Why">The reason as the protocol names it, such as <c>TAG_REPEATED</c>.</param>
internal readonly record struct Finding(ProtocolStep Where, string Why);
