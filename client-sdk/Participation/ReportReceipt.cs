using Candor.Client.Transcripts;

namespace Candor.Client;

/// <summary>The server has stored a participant's report, which is final.</summary>
/// <param name="Event">The number of the event in the market.</param>
/// <param name="Time">When it was stored, by the server's clock.</param>
/// <param name="Records">The reported size in records.</param>
/// <param name="Transcript">Where the report is in the market's transcript, verified. Nobody else can read it there
/// before the market settles.</param>
public sealed record ReportReceipt(ulong Event, DateTimeOffset Time, uint Records, TranscriptReceipt Transcript);
