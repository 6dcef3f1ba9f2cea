using Candor.Hosting.Errors;
using Candor.Market.Audits;
using Candor.Market.Signing;
using Candor.Market.Training;
using Candor.V1;
using Candor.Validator.Audits;
using Candor.Validator.Markets;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Candor.Wire.Verdicts;
using Grpc.Core;

namespace Candor.Validator.Calls;

/// <summary>Tells participants what is asked of their statistics, and judges them (statement 8).</summary>
internal sealed class NearnessAnswers(
    AuditAccess access,
    AuditLog audits,
    MarketDirectory markets,
    StatisticsStreamReader statistics,
    VerdictSigner signer,
    TimeProvider time)
{
    /// <summary>See <c>ValidatorService.OpenProjections</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <returns>What is asked, the same for ever.</returns>
    /// <exception cref="CallRejectedException">The request is not the participant's, or it has not committed to its
    /// statistics.</exception>
    internal async Task<OpenProjectionsResponse> OpenAsync(
        OpenProjectionsRequest request, CancellationToken cancellation)
    {
        (AuditName name, AuditState audit) = await access
            .FindLastAsync(request.Participant, request.Envelope, cancellation).ConfigureAwait(false);
        if (audit.Nearness is null)
        {
            audit = await OpenAsync(name, audit, cancellation).ConfigureAwait(false);
        }

        return new OpenProjectionsResponse { Projections = Envelopes.ToMessage(audit.Nearness!.Opened.Projections) };
    }

    /// <summary>See <c>ValidatorService.ProveNearness</c>.</summary>
    /// <param name="stream">The messages, at the first.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The verdict.</returns>
    /// <exception cref="CallRejectedException">The proof is not the participant's or no answer to what was asked, another was
    /// judged, or commitments and proof are not those that were signed; these may be sent again.</exception>
    internal async Task<ProveNearnessResponse> JudgeAsync(
        IAsyncStreamReader<ProveNearnessRequest> stream, CancellationToken cancellation)
    {
        (AuditName name, AuditState audit, NearnessAnswer answer) = await access
            .FindAnsweredAsync(stream.Current, cancellation).ConfigureAwait(false);
        if (audit.Nearness is not { Verdict: not null })
        {
            (_, TrainingPlan training) = await MarketOfAsync(audit, cancellation).ConfigureAwait(false);
            VerifiedNearness nearness = await statistics
                .ReadAsync(name, audit, training, answer, stream, cancellation).ConfigureAwait(false);

            // From here on the proof is judged, whether its sender stays or not.
            audit = await DecideOnceAsync(name, new JudgeNearness(time.GetUtcNow(), nearness, signer)).ConfigureAwait(false);
        }

        return new ProveNearnessResponse { Verdict = Envelopes.ToMessage(audit.Nearness!.Verdict!) };
    }

    private async Task<AuditState> OpenAsync(AuditName name, AuditState audit, CancellationToken cancellation)
    {
        string participant = name.Participant.ToString();
        Rejections.Require(NearnessDecider.CheckTrains(audit), participant);
        (AuditedMarket market, TrainingPlan training) = await MarketOfAsync(audit, cancellation).ConfigureAwait(false);
        _ = market.Definition.TryFind(audit.Participant, out int index);
        VerificationKey key = market.Definition.Roster[index].Key;
        CommittedStatistics committed = await markets
            .FindStatisticsAsync(market, name.Participant, key, cancellation).ConfigureAwait(false)
            ?? throw new CallRejectedException(
                ErrorReason.StepAhead,
                $"{audit.Market} has taken no commitment of '{audit.Participant}' to its statistics; what is asked of them is "
                + "told after it.")
            {
                Resource = participant,
            };
        return await DecideOnceAsync(name, new OpenProjections(time.GetUtcNow(), committed, training, signer))
            .ConfigureAwait(false);
    }

    private async Task<(AuditedMarket Market, TrainingPlan Training)> MarketOfAsync(
        AuditState audit, CancellationToken cancellation)
    {
        AuditedMarket market = await markets.FindAsync(audit.Market, cancellation).ConfigureAwait(false);
        return (
            market,
            market.Definition.Training
                ?? throw new InvalidDataException($"{audit.Market} trains nothing; its audits say that it does."));
    }

    // Of two calls at once the first decides for both; who asks again is told the same.
    private async Task<AuditState> DecideOnceAsync(AuditName name, AuditCommand command)
    {
        try
        {
            return await audits.DecideAsync(name, command, null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CallRejectedException e) when (e.Reason == ErrorReason.StepAnswered)
        {
            AuditState state = (await audits.FindAsync(name, CancellationToken.None).ConfigureAwait(false))!;
            bool isSame = command switch
            {
                OpenProjections open => state.Nearness!.Opened.StatisticsDigest.Span
                    .SequenceEqual(open.Statistics.StatisticsDigest.Span),
                JudgeNearness judge => state.Nearness!.IsJudgedBy(judge.Nearness.Answer.Envelope.Envelope),
                _ => false,
            };
            if (!isSame)
            {
                throw;
            }

            return state;
        }
    }
}
