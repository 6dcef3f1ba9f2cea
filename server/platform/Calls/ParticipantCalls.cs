using System.Security.Cryptography;
using Candor.Hosting.Calls;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Platform.Access;
using Candor.Platform.Markets;
using Candor.V1;
using Candor.Wire.Answers;
using Candor.Wire.Commands;
using Candor.Wire.Times;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Platform.Calls;

/// <summary>The service <c>candor.v1.ParticipantService</c>.</summary>
internal sealed class ParticipantCalls(Senders senders, StreamRunner streams, TimeProvider time)
    : ParticipantService.ParticipantServiceBase
{
    private const int NonceLength = 32;
    private const int DatasetRootLength = 32;

    /// <inheritdoc/>
    public override async Task<JoinMarketResponse> JoinMarket(JoinMarketRequest request, ServerCallContext context)
    {
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessages.Read<JoinMarketPayload>(request.Envelope);
        JoinMarketPayload payload = message.Payload;
        using Sender sender = await senders.OpenAsync(
            request.Participant,
            payload.Participant,
            message.Envelope,
            new FieldChecks().RequestId(payload.RequestId),
            context).ConfigureAwait(false);
        JoinMarket command = ParticipantCommands.Join(
            sender.Name.Id, sender.Authenticate(message), at);
        return await sender.SubmitAsync(
            new Submission<JoinMarketResponse>(
                command,
                message.Identify(payload.RequestId),
                accepted => new JoinMarketResponse
                {
                    Event = accepted.Event,
                    Time = Timestamps.ToMessage(accepted.Time),
                }),
            context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<SubmitCommitmentResponse> SubmitCommitment(
        SubmitCommitmentRequest request, ServerCallContext context)
    {
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessages.Read<SubmitCommitmentPayload>(request.Envelope);
        SubmitCommitmentPayload payload = message.Payload;
        FieldChecks checks = new FieldChecks().RequestId(payload.RequestId).Require(
            payload.DatasetRoot.Length == DatasetRootLength,
            "envelope.payload.datasetRoot",
            $"{payload.DatasetRoot.Length} bytes",
            $"{DatasetRootLength} bytes");
        using Sender sender = await senders.OpenAsync(
            request.Participant, payload.Participant, message.Envelope, checks, context).ConfigureAwait(false);
        var authentic = sender.Authenticate(message);
        RequestIdentity identity = message.Identify(payload.RequestId);
        byte[] nonce = RandomNumberGenerator.GetBytes(NonceLength);
        if (!ParticipantCommands.TryCommit(
            sender.State, sender.Name.Id, authentic, at, nonce, out var command, out Rejection? rejection))
        {
            return await sender.AnswerAgainAsync<SubmitCommitmentResponse>(identity, rejection).ConfigureAwait(false);
        }

        return await sender.SubmitAsync(
            new Submission<SubmitCommitmentResponse>(
                command,
                identity,
                accepted => new SubmitCommitmentResponse
                {
                    Event = accepted.Event,
                    Time = Timestamps.ToMessage(accepted.Time),
                    Nonce = ByteString.CopyFrom(nonce),
                }),
            context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<SubmitReportResponse> SubmitReport(
        SubmitReportRequest request, ServerCallContext context)
    {
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessages.Read<SubmitReportPayload>(request.Envelope);
        SubmitReportPayload payload = message.Payload;
        using Sender sender = await senders.OpenAsync(
            request.Participant,
            payload.Participant,
            message.Envelope,
            new FieldChecks().RequestId(payload.RequestId),
            context).ConfigureAwait(false);
        var authentic = sender.Authenticate(message);
        RequestIdentity identity = message.Identify(payload.RequestId);
        if (!ParticipantCommands.TryReport(
            sender.State, sender.Name.Id, authentic, at, out var command, out Rejection? rejection))
        {
            return await sender.AnswerAgainAsync<SubmitReportResponse>(identity, rejection).ConfigureAwait(false);
        }

        return await sender.SubmitAsync(
            new Submission<SubmitReportResponse>(
                command,
                identity,
                accepted => new SubmitReportResponse
                {
                    Event = accepted.Event,
                    Time = Timestamps.ToMessage(accepted.Time),
                }),
            context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<GetLastMessageResponse> GetLastMessage(
        GetLastMessageRequest request, ServerCallContext context)
    {
        using Sender sender = await senders.OpenForReadingAsync(request.Participant, request.Envelope, context)
            .ConfigureAwait(false);
        return new GetLastMessageResponse
        {
            Receipt = await Receipts.OfLastMessageAsync(sender.Market, sender.Index, context.CancellationToken)
                .ConfigureAwait(false),
        };
    }

    /// <inheritdoc/>
    public override async Task WatchAssignment(
        WatchAssignmentRequest request,
        IServerStreamWriter<WatchAssignmentResponse> responseStream,
        ServerCallContext context)
    {
        using Sender sender = await senders.OpenForReadingAsync(request.Participant, request.Envelope, context)
            .ConfigureAwait(false);
        long after = OpaqueToken.ReadResume(
            request.ResumeToken, request.Participant, sender.Market.View.Version);
        await streams.RunAsync(
            sender.Market,
            after,
            next => AssignmentUpdates.ToMessage(
                sender.Market.View.State!,
                sender.Index,
                next.Event,
                next.Sequence,
                OpaqueToken.ForResume(request.Participant, next.Sequence)),
            responseStream,
            context).ConfigureAwait(false);
    }
}
