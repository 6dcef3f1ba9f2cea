using Candor.Hosting.Calls;
using Candor.Hosting.Streams;
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
    StreamLimit streams,
    TimeProvider time)
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
        await RequireFirstAsync(requestStream, context.CancellationToken).ConfigureAwait(false);
        using StreamLimit.Place place = streams.Enter();
        return await audits.TakeTagsAsync(requestStream, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<SubmitOpeningsResponse> SubmitOpenings(
        IAsyncStreamReader<SubmitOpeningsRequest> requestStream, ServerCallContext context)
    {
        await RequireFirstAsync(requestStream, context.CancellationToken).ConfigureAwait(false);
        using StreamLimit.Place place = streams.Enter();
        return await audits.TakeOpeningsAsync(requestStream, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task<GetAuditResponse> GetAudit(GetAuditRequest request, ServerCallContext context) =>
        audits.GetAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task WatchOverlapTasks(
        WatchOverlapTasksRequest request,
        IServerStreamWriter<WatchOverlapTasksResponse> responseStream,
        ServerCallContext context)
    {
        using StreamLimit.Place place = streams.Enter();
        await tasks.WatchAsync(request, responseStream, context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task ReadTags(
        ReadTagsRequest request, IServerStreamWriter<ReadTagsResponse> responseStream, ServerCallContext context)
    {
        using StreamLimit.Place place = streams.Enter();
        await overlaps.ReadTagsAsync(request, responseStream, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<SubmitDoubleTagsResponse> SubmitDoubleTags(
        IAsyncStreamReader<SubmitDoubleTagsRequest> requestStream, ServerCallContext context)
    {
        await RequireFirstAsync(requestStream, context.CancellationToken).ConfigureAwait(false);
        using StreamLimit.Place place = streams.Enter();
        return await overlaps.SubmitAsync(requestStream, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task<OpenProjectionsResponse> OpenProjections(
        OpenProjectionsRequest request, ServerCallContext context) =>
        nearness.OpenAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ProveNearnessResponse> ProveNearness(
        IAsyncStreamReader<ProveNearnessRequest> requestStream, ServerCallContext context)
    {
        await RequireFirstAsync(requestStream, context.CancellationToken).ConfigureAwait(false);
        using StreamLimit.Place place = streams.Enter();
        return await nearness.JudgeAsync(requestStream, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task<ListAwaitedAnswersResponse> ListAwaitedAnswers(
        ListAwaitedAnswersRequest request, ServerCallContext context) =>
        awaited.ListAsync(request, context.CancellationToken);

    // Who says nothing takes no place of those who do.
    private async Task RequireFirstAsync<T>(IAsyncStreamReader<T> stream, CancellationToken cancellationToken)
    {
        bool came = await stream.MoveNextAsync(StreamPatience.First, time, cancellationToken).ConfigureAwait(false);
        new FieldChecks().Require(came, "", "an empty stream", "a first message with participant and envelope")
            .ThrowIfAny();
    }
}
