using Candor.Market;
using Candor.V1;
using Candor.Wire.Answers;
using Google.Protobuf;

namespace Candor.Platform.Markets;

/// <summary>The line about a market that is stored with each of its events, so that a list of a thousand markets is one
/// query and folds none.</summary>
internal static class MarketSummaries
{
    /// <summary>Encodes the line.</summary>
    /// <param name="state">The market.</param>
    /// <returns>An encoded <see cref="MarketSummary"/>; empty where the market is not listed, so that no list, now or
    /// after a restart, has it.</returns>
    internal static byte[] Encode(MarketState state) =>
        state.Definition.IsListed ? MarketMessages.ToSummary(state).ToByteArray() : [];

    /// <summary>Decodes the line.</summary>
    /// <param name="encoded">What <see cref="Encode"/> made; not empty.</param>
    /// <returns>The line.</returns>
    internal static MarketSummary Decode(byte[] encoded) => MarketSummary.Parser.ParseFrom(encoded);
}
