using Candor.V1;
using Candor.Wire.Times;

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
}
