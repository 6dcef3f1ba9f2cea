using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Market.Audits;
using Candor.V1;
using Candor.Validator.Audits;
using Candor.Validator.Markets;
using Candor.Wire.Answers;
using Candor.Wire.Names;
using Candor.Wire.Verdicts;
using Grpc.Core;

namespace Candor.Validator.Calls;

/// <summary>Takes participants' answers to open audits, and tells them how an audit stands.</summary>
internal sealed class AuditAnswers(
    AuditAccess access,
    AuditLog audits,
    MarketDirectory markets,
    TagStreamReader tags,
    VerdictSigner signer,
    IncomingStreams streams,
    TimeProvider time)
{
    /// <summary>See <c>ValidatorService.SubmitTags</c>.</summary>
    /// <param name="requestStream">The messages, at the first.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The audit with its sample.</returns>
    /// <exception cref="CallRejectedException">Why the tags are rejected.</exception>
    internal async Task<SubmitTagsResponse> TakeTagsAsync(
        IAsyncStreamReader<SubmitTagsRequest> requestStream, CancellationToken cancellation)
    {
        SubmitTagsRequest first = requestStream.Current;
        (AuditName name, AuditState audit) = await access
            .FindLastAsync(first.Participant, first.Envelope, cancellation).ConfigureAwait(false);
        using IDisposable place = streams.Enter(name.Participant);
        Rejections.Require(
            AuditDecider.CheckAwaits(audit, Market.Audits.AuditPhase.AwaitingTags, time.GetUtcNow()),
            name.Participant.ToString());
        CompleteTags command = await tags.ReadAsync(name, audit, requestStream, cancellation).ConfigureAwait(false);
        AuditState drawn = await audits.DecideAsync(name, command, null, cancellation).ConfigureAwait(false);
        return new SubmitTagsResponse { Audit = AuditMessages.ToMessage(drawn) };
    }

    /// <summary>See <c>ValidatorService.SubmitOpenings</c>.</summary>
    /// <param name="requestStream">The messages, at the first.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The audit, over.</returns>
    /// <exception cref="CallRejectedException">Why the openings are rejected.</exception>
    internal async Task<SubmitOpeningsResponse> TakeOpeningsAsync(
        IAsyncStreamReader<SubmitOpeningsRequest> requestStream, CancellationToken cancellation)
    {
        SubmitOpeningsRequest first = requestStream.Current;
        (AuditName name, AuditState audit) = await access
            .FindLastAsync(first.Participant, first.Envelope, cancellation).ConfigureAwait(false);
        using IDisposable place = streams.Enter(name.Participant);
        Rejections.Require(
            AuditDecider.CheckAwaits(audit, Market.Audits.AuditPhase.AwaitingOpenings, time.GetUtcNow()),
            name.Participant.ToString());
        AuditedMarket market = await markets.FindAsync(audit.Market, cancellation).ConfigureAwait(false);
        List<AuditOpening> openings = [];
        ReadOnlyMemory<byte> proof = default;
        await AnswerDeadline.WithinAsync(
            audit.Deadline,
            time,
            async token => (openings, proof) = await OpeningStreamReader
                .ReadAsync(audit, requestStream, token).ConfigureAwait(false),
            cancellation).ConfigureAwait(false);

        // From here on the openings are taken, whether their sender stays or not.
        var command = new OpenSample(
            time.GetUtcNow(),
            openings,
            proof,
            market.Definition.Validation!.Records.IsValid,
            signer,
            market.Definition.Training);
        AuditState over = await audits.DecideAsync(name, command, null, CancellationToken.None).ConfigureAwait(false);
        return new SubmitOpeningsResponse { Audit = AuditMessages.ToMessage(over) };
    }

    /// <summary>See <c>ValidatorService.GetAudit</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <returns>The audit.</returns>
    /// <exception cref="CallRejectedException">The request is not the participant's.</exception>
    internal async Task<GetAuditResponse> GetAsync(GetAuditRequest request, CancellationToken cancellation)
    {
        (_, AuditState audit) = await access
            .FindLastAsync(request.Participant, request.Envelope, cancellation).ConfigureAwait(false);
        return new GetAuditResponse { Audit = AuditMessages.ToMessage(audit) };
    }
}
