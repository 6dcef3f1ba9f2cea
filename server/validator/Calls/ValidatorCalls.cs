using Candor.Hosting.Calls;
using Candor.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Validator.Calls;

/// <summary>The service <c>candor.v1.ValidatorService</c>.</summary>
internal sealed class ValidatorCalls(
    OwnIdentity identity,
    AuditOpener opener,
    AuditAnswers audits,
    OverlapTaskStream tasks,
    OverlapAnswers overlaps,
    AwaitedCalls awaited,
    NearnessAnswers nearness,
    IncomingStreams streams)
    : ValidatorService.ValidatorServiceBase
{
    /// <inheritdoc/>
    public override Task<GetValidatorResponse> GetValidator(GetValidatorRequest request, ServerCallContext context) =>
        Task.FromResult(new GetValidatorResponse
        {
            Id = identity.Id,
            PublicKey = ByteString.CopyFrom(identity.Key.SubjectPublicKeyInfo.Span),
        });

    /// <inheritdoc/>
    public override Task<OpenAuditResponse> OpenAudit(OpenAuditRequest request, ServerCallContext context) =>
        opener.OpenAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<SubmitTagsResponse> SubmitTags(
        IAsyncStreamReader<SubmitTagsRequest> requestStream, ServerCallContext context)
    {
        IncomingStream<SubmitTagsRequest> stream = await streams.BeginAsync(requestStream, context.CancellationToken)
            .ConfigureAwait(false);
        return await audits.TakeTagsAsync(stream, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<SubmitOpeningsResponse> SubmitOpenings(
        IAsyncStreamReader<SubmitOpeningsRequest> requestStream, ServerCallContext context)
    {
        IncomingStream<SubmitOpeningsRequest> stream = await streams.BeginAsync(requestStream, context.CancellationToken)
            .ConfigureAwait(false);
        return await audits.TakeOpeningsAsync(stream, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task<GetAuditResponse> GetAudit(GetAuditRequest request, ServerCallContext context) =>
        audits.GetAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task WatchOverlapTasks(
        WatchOverlapTasksRequest request,
        IServerStreamWriter<WatchOverlapTasksResponse> responseStream,
        ServerCallContext context) =>
        tasks.WatchAsync(request, responseStream, context);

    /// <inheritdoc/>
    public override Task ReadTags(
        ReadTagsRequest request, IServerStreamWriter<ReadTagsResponse> responseStream, ServerCallContext context) =>
        overlaps.ReadTagsAsync(request, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<SubmitDoubleTagsResponse> SubmitDoubleTags(
        IAsyncStreamReader<SubmitDoubleTagsRequest> requestStream, ServerCallContext context)
    {
        IncomingStream<SubmitDoubleTagsRequest> stream = await streams.BeginAsync(requestStream, context.CancellationToken)
            .ConfigureAwait(false);
        return await overlaps.SubmitAsync(stream, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task<OpenProjectionsResponse> OpenProjections(
        OpenProjectionsRequest request, ServerCallContext context) =>
        nearness.OpenAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ProveNearnessResponse> ProveNearness(
        IAsyncStreamReader<ProveNearnessRequest> requestStream, ServerCallContext context)
    {
        IncomingStream<ProveNearnessRequest> stream = await streams.BeginAsync(requestStream, context.CancellationToken)
            .ConfigureAwait(false);
        return await nearness.JudgeAsync(stream, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task<ListAwaitedAnswersResponse> ListAwaitedAnswers(
        ListAwaitedAnswersRequest request, ServerCallContext context) =>
        awaited.ListAsync(request, context.CancellationToken);
}
