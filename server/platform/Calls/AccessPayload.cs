using Candor.Hosting.Errors;
using Candor.Market;
using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Platform.Calls;

/// <summary>The rules of payloads that open something to their signer for a while.</summary>
internal static class AccessPayload
{
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>Checks a payload whose signature holds.</summary>
    /// <param name="market">The market.</param>
    /// <param name="digest">The rules that the payload was signed for.</param>
    /// <param name="expireTime">Until when it may be used; a time that protobuf can hold.</param>
    /// <param name="at">Now.</param>
    /// <param name="resource">The resource that was asked for.</param>
    /// <exception cref="Refusal">It was signed for other rules, has expired, or expires too far ahead.</exception>
    internal static void Check(
        MarketState market, ByteString digest, Timestamp expireTime, DateTimeOffset at, string resource)
    {
        if (!digest.Span.SequenceEqual(market.DefinitionDigest.Span))
        {
            throw new Refusal(
                ErrorReason.DefinitionMismatch,
                $"The payload was signed for other rules than those of {market.Name}.")
            {
                Resource = resource,
            };
        }

        DateTimeOffset expiry = expireTime.ToDateTimeOffset();
        if (expiry <= at || expiry - at > s_longest)
        {
            throw new Refusal(
                ErrorReason.PayloadExpired,
                $"The payload expires at {expiry:O}; expected a time after {at:O}, at most "
                + $"{s_longest.TotalMinutes} minutes ahead.")
            {
                Resource = resource,
            };
        }
    }
}
