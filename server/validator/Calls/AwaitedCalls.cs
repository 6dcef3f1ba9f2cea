using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Market.Audits;
using Candor.V1;
using Candor.Validator.Markets;
using Candor.Validator.Work;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Candor.Wire.Times;

namespace Candor.Validator.Calls;

/// <summary>Tells a market's operator whose answers are awaited.</summary>
internal sealed class AwaitedCalls(AwaitedAnswers awaited, MarketDirectory markets, TimeProvider time)
{
    private const int MaxAnswers = 10_000;

    /// <summary>See <c>ValidatorService.ListAwaitedAnswers</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <returns>The answers.</returns>
    /// <exception cref="CallRejectedException">The request is malformed or not the operator's.</exception>
    internal async Task<ListAwaitedAnswersResponse> ListAsync(
        ListAwaitedAnswersRequest request, CancellationToken cancellation)
    {
        var message = SignedMessages.Read<ReadMarketPayload>(request.Envelope);
        ReadMarketPayload payload = message.Payload;
        new FieldChecks()
            .Market(request.Market, "market")
            .Market(payload.Market, "envelope.payload.market")
            .Time(payload.ExpireTime, "envelope.payload.expireTime", required: true)
            .ThrowIfAny();
        if (request.Market != payload.Market)
        {
            throw new CallRejectedException(
                ErrorReason.MarketMismatch,
                $"The request names '{request.Market}'; the payload was signed for '{payload.Market}'.")
            {
                Resource = request.Market,
            };
        }

        AuditedMarket market = await markets.FindAsync(request.Market, cancellation).ConfigureAwait(false);
        Authenticate(market, message);
        Rejections.Require(AccessRules.CheckLife(payload.ExpireTime, time.GetUtcNow()), request.Market);

        var response = new ListAwaitedAnswersResponse();
        await foreach (Work.AwaitedAnswer answer in awaited.ListAsync(market.Name, cancellation).ConfigureAwait(false))
        {
            response.Answers.Add(ToMessage(answer));
            if (response.Answers.Count == MaxAnswers)
            {
                break;
            }
        }

        return response;
    }

    // To who may not read a market it does not exist, and its operator is the only one who may read this.
    private static void Authenticate(AuditedMarket market, SignedPayload<ReadMarketPayload> message)
    {
        try
        {
            message.Authenticate(market.Definition.Operator.Key, market.Definition.Version, market.Name);
        }
        catch (CallRejectedException) when (market.Definition.ReadAccess == Market.Definitions.MarketAccess.Members)
        {
            // In the very form in which a platform's own word of a market that does not exist is passed on.
            throw new MarketPlatformException(
                ErrorReason.MarketNotFound, Rejections.MarketNotFound(market.Name).Message);
        }
    }

    private static V1.AwaitedAnswer ToMessage(Work.AwaitedAnswer answer) => new()
    {
        Participant = ParticipantName.Of(answer.Audit.Market, answer.Audit.Participant),
        Kind = answer.Other is not null ? AwaitedAnswerKind.DoubleTags
            : answer.Audit.Phase == Market.Audits.AuditPhase.AwaitingTags ? AwaitedAnswerKind.Tags
            : AwaitedAnswerKind.Openings,
        Other = answer.Other?.Participant ?? string.Empty,
        AnswerDeadline = Timestamps.ToMessage(answer.Deadline),
    };
}
