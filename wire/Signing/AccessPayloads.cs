using Candor.V1;
using Candor.Wire.Times;
using Google.Protobuf;

namespace Candor.Wire.Signing;

/// <summary>The payloads that open something to their signer for a while.</summary>
public static class AccessPayloads
{
    /// <summary>A payload that shows its signer to be a member of a market, so that the market may be read.</summary>
    /// <param name="market">The market's name, <c>markets/{market}</c>.</param>
    /// <param name="now">Now, UTC.</param>
    /// <returns>The payload, good for <see cref="AccessRules.UsualLife"/>.</returns>
    public static ReadMarketPayload ReadMarket(string market, DateTimeOffset now) => new()
    {
        Market = market,
        ExpireTime = Timestamps.ToMessage(now + AccessRules.UsualLife),
    };

    /// <summary>A payload that shows its signer to be a member of a market, so that the entries of its transcript may be
    /// read.</summary>
    /// <param name="market">The market's name, <c>markets/{market}</c>.</param>
    /// <param name="definitionDigest">The market's rules, 32 bytes.</param>
    /// <param name="now">Now, UTC.</param>
    /// <returns>The payload, good for <see cref="AccessRules.UsualLife"/>.</returns>
    public static ReadTranscriptPayload ReadTranscript(
        string market, ByteString definitionDigest, DateTimeOffset now) => new()
        {
            Market = market,
            DefinitionDigest = definitionDigest,
            ExpireTime = Timestamps.ToMessage(now + AccessRules.UsualLife),
        };

    /// <summary>A payload that shows its signer to be a participant, who may watch its assignment and ask for its last
    /// message.</summary>
    /// <param name="participant"><c>markets/{market}/participants/{participant}</c>.</param>
    /// <param name="definitionDigest">The market's rules, 32 bytes.</param>
    /// <param name="now">Now, UTC.</param>
    /// <returns>The payload, good for <see cref="AccessRules.UsualLife"/>.</returns>
    public static WatchAssignmentPayload WatchAssignment(
        string participant, ByteString definitionDigest, DateTimeOffset now) => new()
        {
            Participant = participant,
            DefinitionDigest = definitionDigest,
            ExpireTime = Timestamps.ToMessage(now + AccessRules.UsualLife),
        };
}
