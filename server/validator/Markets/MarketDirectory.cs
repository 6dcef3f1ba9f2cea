using System.Collections.Concurrent;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Market.Audits;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Definitions;
using Candor.Wire.Names;

namespace Candor.Validator.Markets;

/// <summary>What the platform says of markets and commitments, believed as far as it is signed by whom it is about.
/// Thread-safe.</summary>
internal sealed class MarketDirectory(IMarketPlatform platform)
{
    // A roster of 10,000 takes megabytes; a validator of many markets starts over rather than keep them all.
    private const int MaxMarkets = 64;

    // Rules never change, so a market that was verified once is verified for good.
    private readonly ConcurrentDictionary<string, AuditedMarket> _markets = new(StringComparer.Ordinal);

    /// <summary>Finds a market's rules.</summary>
    /// <param name="market">Its name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The market, verified under its operator's key.</returns>
    /// <exception cref="MarketPlatformException">There is no such market, or the platform cannot be
    /// reached.</exception>
    /// <exception cref="CallRejectedException">What the platform shows does not hold.</exception>
    internal async Task<AuditedMarket> FindAsync(string market, CancellationToken cancellationToken)
    {
        if (_markets.TryGetValue(market, out AuditedMarket? known))
        {
            return known;
        }

        PlatformMarket shown = await platform.GetMarketAsync(market, cancellationToken).ConfigureAwait(false);
        AuditedMarket verified = Verify(market, shown.Creation);
        if (_markets.Count >= MaxMarkets)
        {
            _markets.Clear();
        }

        return _markets.GetOrAdd(market, verified);
    }

    /// <summary>Finds a participant's standing commitment.</summary>
    /// <param name="market">The market, verified.</param>
    /// <param name="name">The participant.</param>
    /// <param name="key">Its key in the roster.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The commitment, verified under the participant's key.</returns>
    /// <exception cref="MarketPlatformException">The platform rejects the call or cannot be reached.</exception>
    /// <exception cref="CallRejectedException">What the platform shows does not hold.</exception>
    internal async Task<StandingCommitment> FindCommitmentAsync(
        AuditedMarket market, ParticipantName name, VerificationKey key, CancellationToken cancellationToken)
    {
        PlatformCommitment shown = await platform.GetCommitmentAsync(name.ToString(), cancellationToken)
            .ConfigureAwait(false);
        if (shown.Envelope is null || shown.Event == 0)
        {
            return StandingCommitment.None;
        }

        var message = SignedMessages.Read<SubmitCommitmentPayload>(shown.Envelope);
        message.Authenticate(key, name.ToString());
        SubmitCommitmentPayload payload = message.Payload;
        if (payload.Participant != name.ToString()
            || !payload.DefinitionDigest.Span.SequenceEqual(market.DefinitionDigest.Span))
        {
            throw new CallRejectedException(
                ErrorReason.ParticipantMismatch,
                $"The platform shows a commitment for {name} that was signed for '{payload.Participant}' or for other "
                + "rules.")
            {
                Resource = name.ToString(),
            };
        }

        return new StandingCommitment(
            shown.Event,
            payload.Commitment.Memory,
            payload.DatasetRoot.Memory,
            payload.RecordKey.Memory,
            shown.Phase == ParticipantPhase.Refused,
            shown.Envelope.BodyDigest());
    }

    /// <summary>Whether a commitment stands in its market, attested.</summary>
    /// <param name="audit">Its audit.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Whether it does.</returns>
    /// <exception cref="MarketPlatformException">The platform cannot be reached.</exception>
    internal async Task<bool> StandsAsync(AuditState audit, CancellationToken cancellationToken)
    {
        PlatformCommitment shown = await platform.GetCommitmentAsync(
            ParticipantName.Of(audit.Market, audit.Participant), cancellationToken).ConfigureAwait(false);
        return shown.Event == audit.CommitmentEvent
            && shown.Phase is ParticipantPhase.Validated or ParticipantPhase.Reported;
    }

    /// <summary>Whether a commitment can no longer take part in overlap checks: it fell, or its market is over.</summary>
    /// <param name="audit">Its audit.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Whether that is known; a platform that cannot be reached says nothing of it.</returns>
    internal async Task<bool> IsOverAsync(AuditState audit, CancellationToken cancellationToken)
    {
        try
        {
            PlatformCommitment shown = await platform.GetCommitmentAsync(
                ParticipantName.Of(audit.Market, audit.Participant), cancellationToken).ConfigureAwait(false);
            return shown.Event != audit.CommitmentEvent
                || shown.Phase is not (ParticipantPhase.Committed or ParticipantPhase.Validated
                    or ParticipantPhase.Reported);
        }
        catch (MarketPlatformException e) when (e.IsTransient)
        {
            return false;
        }
    }

    private static AuditedMarket Verify(string market, SignedEnvelope creation)
    {
        if (!SignedMarket.TryRead(creation, out SignedMarket? signed, out Market.Rejection? rejection))
        {
            throw Rejections.ToException(
                rejection with { Message = $"What the platform shows for {market} does not hold: {rejection.Message}" },
                market);
        }

        return signed.Name == market
            ? new AuditedMarket(market, signed.Definition, signed.DefinitionDigest)
            : throw new CallRejectedException(
                ErrorReason.MarketMismatch, $"The platform shows '{signed.Name}' for {market}.")
            {
                Resource = market,
            };
    }
}
