using Candor.Market;
using Candor.Wire.Times;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Wire.Signing;

/// <summary>The rules of payloads that open something to their signer for a while: an assignment's stream, an audit, a
/// transcript.</summary>
public static class AccessRules
{
    /// <summary>The longest life that a payload may still have when it arrives.</summary>
    public static TimeSpan LongestLife { get; } = TimeSpan.FromHours(1);

    /// <summary>The life that senders give a payload. It leaves room for clocks that disagree.</summary>
    public static TimeSpan UsualLife { get; } = TimeSpan.FromMinutes(10);

    /// <summary>How far a sender's clock may be behind the clock that judges its payloads: from there on a payload of the
    /// usual life has expired when it arrives.</summary>
    public static TimeSpan MostBehind => UsualLife;

    /// <summary>How far a sender's clock may be ahead of the clock that judges its payloads: beyond it a payload of the
    /// usual life expires too far ahead.</summary>
    public static TimeSpan MostAhead => LongestLife - UsualLife;

    /// <summary>Checks a payload whose signature holds.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="definitionDigest">The market's rules, 32 bytes.</param>
    /// <param name="signedFor">The rules that the payload was signed for.</param>
    /// <param name="expireTime">Until when it may be used, as the payload says.</param>
    /// <param name="at">Now, UTC.</param>
    /// <returns><see cref="RejectionReason.DefinitionMismatch"/> where it was signed for other rules,
    /// <see cref="RejectionReason.PayloadExpired"/> where it has expired, expires too far ahead or at no time that a
    /// calendar has; null where it holds.</returns>
    public static Rejection? Check(
        string market,
        ReadOnlySpan<byte> definitionDigest,
        ByteString signedFor,
        Timestamp? expireTime,
        DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(signedFor);
        if (!signedFor.Span.SequenceEqual(definitionDigest))
        {
            return new Rejection(
                RejectionReason.DefinitionMismatch, $"The payload was signed for other rules than those of {market}.");
        }

        return CheckLife(expireTime, at);
    }

    /// <summary>Checks how long a payload may still be used.</summary>
    /// <param name="expireTime">Until when, as the payload says.</param>
    /// <param name="at">Now, UTC.</param>
    /// <returns><see cref="RejectionReason.PayloadExpired"/> where it has expired, expires too far ahead or at no time
    /// that a calendar has; null where it holds.</returns>
    public static Rejection? CheckLife(Timestamp? expireTime, DateTimeOffset at)
    {
        if (!Timestamps.TryRead(expireTime, out DateTimeOffset expiry))
        {
            return new Rejection(
                RejectionReason.PayloadExpired,
                $"The payload expires at {Timestamps.Describe(expireTime)}; expected {Timestamps.Expected}.");
        }

        return expiry <= at || expiry - at > LongestLife
            ? new Rejection(
                RejectionReason.PayloadExpired,
                $"The payload expires at {expiry:O}; expected a time after {at:O}, which the clock shows here, at most "
                + $"{LongestLife.TotalMinutes} minutes ahead. Payloads are signed for {UsualLife.TotalMinutes} minutes: "
                + "compare the signer's clock with this one.")
            : null;
    }
}
