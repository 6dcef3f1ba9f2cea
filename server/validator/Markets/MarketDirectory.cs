using System.Collections.Concurrent;
using System.Security.Cryptography;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Market.Audits;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Definitions;
using Candor.Wire.Names;
using Google.Protobuf;

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

        SubmitCommitmentPayload payload = Read<SubmitCommitmentPayload>(
            shown.Envelope, market, name, key, static payload => (payload.Participant, payload.DefinitionDigest));
        return new StandingCommitment(
            shown.Event,
            payload.Commitment.Memory,
            payload.DatasetRoot.Memory,
            payload.RecordKey.Memory,
            shown.Phase == ParticipantPhase.Refused,
            shown.Envelope.BodyDigest());
    }

    /// <summary>Finds what a participant has committed to in a market's training.</summary>
    /// <param name="market">The market, verified.</param>
    /// <param name="name">The participant.</param>
    /// <param name="key">Its key in the roster.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Report and statistics, both verified under the participant's key; null where the market has not taken both:
    /// the participant signs its statistics for the first list, so there is none before training begins.</returns>
    /// <exception cref="MarketPlatformException">The platform rejects the call or cannot be reached.</exception>
    /// <exception cref="CallRejectedException">What the platform shows does not hold.</exception>
    internal async Task<CommittedStatistics?> FindStatisticsAsync(
        AuditedMarket market, ParticipantName name, VerificationKey key, CancellationToken cancellationToken)
    {
        PlatformStatistics shown = await platform.GetStatisticsAsync(name.ToString(), cancellationToken)
            .ConfigureAwait(false);
        if (shown.Report is null || shown.Statistics is null)
        {
            return null;
        }

        SubmitReportPayload report = Read<SubmitReportPayload>(
            shown.Report, market, name, key, static payload => (payload.Participant, payload.DefinitionDigest));
        CommitStatisticsPayload statistics = Read<CommitStatisticsPayload>(
            shown.Statistics, market, name, key, static payload => (payload.Participant, payload.DefinitionDigest));
        new FieldChecks()
            .Require(
                statistics.StatisticsDigest.Length == SHA256.HashSizeInBytes,
                "statistics.payload.statisticsDigest",
                $"{statistics.StatisticsDigest.Length} bytes",
                $"{SHA256.HashSizeInBytes}")
            .Require(
                statistics.ListDigest.Length == SHA256.HashSizeInBytes,
                "statistics.payload.listDigest",
                $"{statistics.ListDigest.Length} bytes",
                $"{SHA256.HashSizeInBytes}")
            .ThrowIfAny();
        return new CommittedStatistics(
            report.CommitmentEvent, report.Records, statistics.ListDigest.Memory, statistics.StatisticsDigest.Memory);
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

    // What a participant has signed for this market, its payload in the form that the market's version asks for.
    private static TPayload Read<TPayload>(
        SignedEnvelope envelope,
        AuditedMarket market,
        ParticipantName name,
        VerificationKey key,
        Func<TPayload, (string Participant, ByteString DefinitionDigest)> signedFor)
        where TPayload : class, IMessage<TPayload>, new()
    {
        var message = SignedMessages.Read<TPayload>(envelope);
        message.Authenticate(key, market.Definition.Version, name.ToString());
        (string participant, ByteString digest) = signedFor(message.Payload);
        return participant == name.ToString() && digest.Span.SequenceEqual(market.DefinitionDigest.Span)
            ? message.Payload
            : throw new CallRejectedException(
                ErrorReason.ParticipantMismatch,
                $"The platform shows a {message.Payload.Descriptor.Name} for {name} that was signed for '{participant}' or for "
                + "other rules.")
            {
                Resource = name.ToString(),
            };
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
