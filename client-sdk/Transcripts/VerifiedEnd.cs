using Candor.Market;

namespace Candor.Client.Transcripts;

/// <summary>A market that has settled, run again from its whole transcript.</summary>
/// <param name="Market">The market.</param>
/// <param name="At">When it settled, on the server's word, UTC.</param>
/// <param name="Checkpoint">The checkpoint that covers its settlement.</param>
internal sealed record VerifiedEnd(MarketState Market, DateTimeOffset At, OpenedCheckpoint Checkpoint);
