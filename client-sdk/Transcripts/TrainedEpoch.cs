using Candor.Market;
using Candor.Market.Events;

namespace Candor.Client.Transcripts;

/// <summary>One epoch of a market's training, as whoever replays the transcript met it.</summary>
/// <param name="Market">The market just before the next epoch began, or as the transcript leaves it: list, masks and points of the
/// epoch are in it.</param>
/// <param name="Compared">What the platform says its comparison came to; null where it did not come so far.</param>
internal sealed record TrainedEpoch(MarketState Market, PointsCompared? Compared);
