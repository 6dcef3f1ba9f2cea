namespace Candor.Client;

/// <summary>The server has stored that a participant joined.</summary>
/// <param name="Event">The number of the event in the market.</param>
/// <param name="Time">When it was stored, by the server's clock.</param>
public sealed record JoinReceipt(ulong Event, DateTimeOffset Time);
