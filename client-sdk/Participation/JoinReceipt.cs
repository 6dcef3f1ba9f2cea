using Candor.Client.Transcripts;

namespace Candor.Client;

/// <summary>The server has stored that a participant joined.</summary>
/// <param name="Event">The number of the event in the market.</param>
/// <param name="Time">When it was stored, by the server's clock.</param>
/// <param name="Transcript">Where the message is in the market's transcript, verified.</param>
public sealed record JoinReceipt(ulong Event, DateTimeOffset Time, TranscriptReceipt Transcript);
