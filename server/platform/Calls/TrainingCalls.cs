using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Contributions;
using Candor.Market.Signing;
using Candor.Platform.Access;
using Candor.Platform.Markets;
using Candor.Platform.Training;
using Candor.V1;
using Candor.Wire.Commands;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Grpc.Core;

namespace Candor.Platform.Calls;

/// <summary>The service <c>candor.v1.TrainingService</c>.</summary>
internal sealed class TrainingCalls(
    Senders senders,
    ReadAccess access,
    ContributionUploads uploads,
    ContributionIntake intake,
    TrainingHandouts handouts,
    IncomingStreams streams,
    TimeProvider time)
    : TrainingService.TrainingServiceBase
{
    /// <inheritdoc/>
    public override async Task<SubmitContributionResponse> SubmitContribution(
        SubmitContributionRequest request, ServerCallContext context)
    {
        DateTimeOffset at = time.GetUtcNow();
        SignedEnvelope envelope = SignedMessages.ReadEnvelope(request.Envelope);
        new FieldChecks().Participant(request.Participant, "participant").ThrowIfAny();
        _ = ParticipantName.TryParse(request.Participant, out ParticipantName? name);
        using MarketRegistry.Lease lease = await access.RentForSenderAsync(
            name!.Market, envelope, context.CancellationToken).ConfigureAwait(false);
        MarketState state = lease.Market.View.State!;
        if (!ContributionCommands.TryRead(
            state, envelope, out ContributionClaim? claim, out AuthenticatedEnvelope? authentic, out Rejection? rejection))
        {
            throw Rejections.ToException(rejection, request.Participant);
        }

        if (claim.Participant != name.Id)
        {
            throw new CallRejectedException(
                ErrorReason.ParticipantMismatch,
                $"The request names '{request.Participant}'; the payload was signed for '{claim.Participant}'.")
            {
                Resource = request.Participant,
            };
        }

        new FieldChecks()
            .RequestId(claim.RequestId)
            .Require(
                request.Shares.IsEmpty || claim is SharesClaim,
                "shares",
                FormattableString.Invariant($"{request.Shares.Length} bytes"),
                "nothing where the envelope holds no UnmaskPayload")
            .ThrowIfAny();
        _ = state.Definition.TryFind(name.Id, out int index);
        var identity = new RequestIdentity(envelope.KeyId, claim.RequestId, Envelopes.BodyDigest(envelope));
        var sender = new Sender(lease, state, name, index);
        return await intake.SubmitAsync(
            sender, claim, authentic, identity, request.Shares.Memory, at, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<UploadContributionResponse> UploadContribution(
        IAsyncStreamReader<UploadContributionRequest> requestStream, ServerCallContext context)
    {
        IncomingStream<UploadContributionRequest> stream = await streams
            .BeginAsync(requestStream, context.CancellationToken).ConfigureAwait(false);
        UploadContributionRequest first = stream.Current;
        using Sender sender = await senders.OpenForReadingAsync(first.Participant, first.Envelope, context)
            .ConfigureAwait(false);
        using IDisposable place = streams.Enter(sender.Name);
        return await uploads.ReceiveAsync(sender, first, stream, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<GetUploadResponse> GetUpload(GetUploadRequest request, ServerCallContext context)
    {
        using Sender sender = await senders.OpenForReadingAsync(request.Participant, request.Envelope, context)
            .ConfigureAwait(false);
        return uploads.Find(sender, request.Part, request.Digest);
    }

    /// <inheritdoc/>
    public override async Task ReadShares(
        ReadSharesRequest request, IServerStreamWriter<ReadSharesResponse> responseStream, ServerCallContext context)
    {
        using Sender sender = await senders.OpenForReadingAsync(request.Participant, request.Envelope, context)
            .ConfigureAwait(false);
        using IDisposable place = streams.Enter(sender.Name);
        await handouts.SendSharesAsync(sender, request.Epoch, responseStream, context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task GetModel(
        GetModelRequest request, IServerStreamWriter<GetModelResponse> responseStream, ServerCallContext context)
    {
        using Sender sender = await senders.OpenForReadingAsync(request.Participant, request.Envelope, context)
            .ConfigureAwait(false);
        using IDisposable place = streams.Enter(sender.Name);
        await handouts.SendModelAsync(sender, responseStream, context).ConfigureAwait(false);
    }
}
