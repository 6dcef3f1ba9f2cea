using System.Security.Cryptography;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.Platform.Markets;
using Candor.V1;
using Candor.Wire.Answers;
using Candor.Wire.Commands;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Candor.Wire.Times;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Platform.Calls;

/// <summary>The service <c>candor.v1.ParticipantService</c>.</summary>
internal sealed class ParticipantCalls(ReadAccess access, StreamRunner streams, TimeProvider time)
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
        using Sender sender = await OpenAsync(
            request.Participant,
            payload.Participant,
            message.Envelope,
            new FieldChecks().RequestId(payload.RequestId),
            context).ConfigureAwait(false);
        JoinMarket command = ParticipantCommands.Join(
            sender.Name.Id, message.Authenticate(sender.Key, request.Participant), at);
        byte[] response = await sender.Market.SubmitAsync(
            new Submission(
                command,
                message.Identify(payload.RequestId),
                accepted => new JoinMarketResponse
                {
                    Event = accepted.Event,
                    Time = Timestamps.ToMessage(accepted.Time),
                    Receipt = accepted.Receipt,
                }),
            context.CancellationToken).ConfigureAwait(false);
        return JoinMarketResponse.Parser.ParseFrom(response);
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
        using Sender sender = await OpenAsync(
            request.Participant, payload.Participant, message.Envelope, checks, context).ConfigureAwait(false);
        var authentic = message.Authenticate(sender.Key, request.Participant);
        RequestIdentity identity = message.Identify(payload.RequestId);
        byte[] nonce = RandomNumberGenerator.GetBytes(NonceLength);
        if (!ParticipantCommands.TryCommit(
            sender.State, sender.Name.Id, authentic, at, nonce, out var command, out Rejection? rejection))
        {
            return SubmitCommitmentResponse.Parser.ParseFrom(
                await AnswerAgainAsync(sender, identity, rejection).ConfigureAwait(false));
        }

        byte[] response = await sender.Market.SubmitAsync(
            new Submission(
                command,
                identity,
                accepted => new SubmitCommitmentResponse
                {
                    Event = accepted.Event,
                    Time = Timestamps.ToMessage(accepted.Time),
                    Nonce = ByteString.CopyFrom(nonce),
                    Receipt = accepted.Receipt,
                }),
            context.CancellationToken).ConfigureAwait(false);
        return SubmitCommitmentResponse.Parser.ParseFrom(response);
    }

    /// <inheritdoc/>
    public override async Task<SubmitReportResponse> SubmitReport(
        SubmitReportRequest request, ServerCallContext context)
    {
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessages.Read<SubmitReportPayload>(request.Envelope);
        SubmitReportPayload payload = message.Payload;
        using Sender sender = await OpenAsync(
            request.Participant,
            payload.Participant,
            message.Envelope,
            new FieldChecks().RequestId(payload.RequestId),
            context).ConfigureAwait(false);
        var authentic = message.Authenticate(sender.Key, request.Participant);
        RequestIdentity identity = message.Identify(payload.RequestId);
        if (!ParticipantCommands.TryReport(
            sender.State, sender.Name.Id, authentic, at, out var command, out Rejection? rejection))
        {
            return SubmitReportResponse.Parser.ParseFrom(
                await AnswerAgainAsync(sender, identity, rejection).ConfigureAwait(false));
        }

        byte[] response = await sender.Market.SubmitAsync(
            new Submission(
                command,
                identity,
                accepted => new SubmitReportResponse
                {
                    Event = accepted.Event,
                    Time = Timestamps.ToMessage(accepted.Time),
                    Receipt = accepted.Receipt,
                }),
            context.CancellationToken).ConfigureAwait(false);
        return SubmitReportResponse.Parser.ParseFrom(response);
    }

    /// <inheritdoc/>
    public override async Task WatchAssignment(
        WatchAssignmentRequest request,
        IServerStreamWriter<WatchAssignmentResponse> responseStream,
        ServerCallContext context)
    {
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessages.Read<WatchAssignmentPayload>(request.Envelope);
        WatchAssignmentPayload payload = message.Payload;
        FieldChecks checks = new FieldChecks().Time(
            payload.ExpireTime, "envelope.payload.expireTime", required: true);
        using Sender sender = await OpenAsync(
            request.Participant, payload.Participant, message.Envelope, checks, context).ConfigureAwait(false);
        message.Authenticate(sender.Key, request.Participant);
        Rejections.Require(
            AccessRules.Check(
                sender.Name.Market,
                sender.State.DefinitionDigest.Span,
                payload.DefinitionDigest,
                payload.ExpireTime,
                at),
            request.Participant);
        long after = OpaqueToken.ReadResume(
            request.ResumeToken, request.Participant, sender.Market.View.Version);
        await streams.RunAsync(
            sender.Market,
            after,
            next => AssignmentUpdates.ToMessage(
                sender.State,
                sender.Index,
                next.Event,
                next.Sequence,
                OpaqueToken.ForResume(request.Participant, next.Sequence)),
            responseStream,
            context).ConfigureAwait(false);
    }

    // Rejected before the writer was asked. The snapshot is older than this look-up, so where an earlier coming of the
    // same request is the cause of the rejection, its answer is found.
    private static async Task<byte[]> AnswerAgainAsync(
        Sender sender, RequestIdentity identity, Rejection rejection) =>
        await sender.Market.FindAnswerAsync(identity).ConfigureAwait(false)
        ?? throw Rejections.ToException(rejection, sender.Name.ToString());

    private async Task<Sender> OpenAsync(
        string asked, string signed, SignedEnvelope message, FieldChecks checks, ServerCallContext context)
    {
        checks
            .Participant(asked, "participant")
            .Participant(signed, "envelope.payload.participant")
            .ThrowIfAny();
        _ = ParticipantName.TryParse(asked, out ParticipantName? name);
        _ = ParticipantName.TryParse(signed, out ParticipantName? signedName);
        if (name != signedName)
        {
            throw new CallRejectedException(
                name!.Market == signedName!.Market ? ErrorReason.ParticipantMismatch : ErrorReason.MarketMismatch,
                $"The request names '{asked}'; the payload was signed for '{signed}'.")
            {
                Resource = asked,
            };
        }

        MarketRegistry.Lease lease = await access.RentForSenderAsync(
            name!.Market, message, context.CancellationToken).ConfigureAwait(false);
        MarketState state = lease.Market.View.State!;
        if (state.Definition.TryFind(name.Id, out int index))
        {
            return new Sender(lease, state, name, index);
        }

        lease.Dispose();
        throw new CallRejectedException(
            ErrorReason.ParticipantNotFound, $"The roster of {name.Market} has no participant '{name.Id}'.")
        {
            Resource = asked,
        };
    }

    /// <summary>Whom a message claims to be from, in a snapshot of its market.</summary>
    private sealed record Sender(MarketRegistry.Lease Lease, MarketState State, ParticipantName Name, int Index)
        : IDisposable
    {
        internal HostedMarket Market => Lease.Market;

        internal VerificationKey Key => State.Definition.Roster[Index].Key;

        public void Dispose() => Lease.Dispose();
    }
}
