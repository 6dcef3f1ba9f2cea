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
            sender.Name.Id, sender.Authenticate(message), at);
        byte[] response = await SubmitAsync(
            sender,
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
        var authentic = sender.Authenticate(message);
        RequestIdentity identity = message.Identify(payload.RequestId);
        byte[] nonce = RandomNumberGenerator.GetBytes(NonceLength);
        if (!ParticipantCommands.TryCommit(
            sender.State, sender.Name.Id, authentic, at, nonce, out var command, out Rejection? rejection))
        {
            return SubmitCommitmentResponse.Parser.ParseFrom(
                await AnswerAgainAsync(sender, identity, rejection).ConfigureAwait(false));
        }

        byte[] response = await SubmitAsync(
            sender,
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
        var authentic = sender.Authenticate(message);
        RequestIdentity identity = message.Identify(payload.RequestId);
        if (!ParticipantCommands.TryReport(
            sender.State, sender.Name.Id, authentic, at, out var command, out Rejection? rejection))
        {
            return SubmitReportResponse.Parser.ParseFrom(
                await AnswerAgainAsync(sender, identity, rejection).ConfigureAwait(false));
        }

        byte[] response = await SubmitAsync(
            sender,
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
    public override async Task<GetLastMessageResponse> GetLastMessage(
        GetLastMessageRequest request, ServerCallContext context)
    {
        using Sender sender = await OpenForReadingAsync(request.Participant, request.Envelope, context)
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
        using Sender sender = await OpenForReadingAsync(request.Participant, request.Envelope, context)
            .ConfigureAwait(false);
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

    private static async Task<byte[]> SubmitAsync(
        Sender sender, Submission submission, CancellationToken cancellationToken)
    {
        try
        {
            return await sender.Market.SubmitAsync(submission, cancellationToken).ConfigureAwait(false);
        }
        catch (CallRejectedException rejected) when (rejected.Reason == ErrorReason.PredecessorMismatch)
        {
            throw await WithLastMessageAsync(sender, rejected).ConfigureAwait(false);
        }
    }

    // Another device of the same participant may have sent a message since: this one is shown which.
    private static async Task<CallRejectedException> WithLastMessageAsync(
        Sender sender, CallRejectedException rejected) =>
        new(rejected.Reason, rejected.Message)
        {
            Resource = sender.Name.ToString(),
            Receipt = await Receipts.OfLastMessageAsync(sender.Market, sender.Index, default).ConfigureAwait(false),
        };

    // Rejected before the writer was asked. The snapshot is older than this look-up, so where an earlier coming of the
    // same request is the cause of the rejection, its answer is found.
    private static async Task<byte[]> AnswerAgainAsync(
        Sender sender, RequestIdentity identity, Rejection rejection) =>
        await sender.Market.FindAnswerAsync(identity).ConfigureAwait(false)
        ?? throw (rejection.Reason == RejectionReason.PredecessorMismatch
            ? await WithLastMessageAsync(sender, Rejections.ToException(rejection, null)).ConfigureAwait(false)
            : Rejections.ToException(rejection, sender.Name.ToString()));

    private async Task<Sender> OpenForReadingAsync(string asked, Envelope? envelope, ServerCallContext context)
    {
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessages.Read<WatchAssignmentPayload>(envelope);
        WatchAssignmentPayload payload = message.Payload;
        FieldChecks checks = new FieldChecks().Time(
            payload.ExpireTime, "envelope.payload.expireTime", required: true);
        Sender sender = await OpenAsync(
            asked, payload.Participant, message.Envelope, checks, context).ConfigureAwait(false);
        try
        {
            sender.Authenticate(message);
            Rejections.Require(
                AccessRules.Check(
                    sender.Name.Market,
                    sender.State.DefinitionDigest.Span,
                    payload.DefinitionDigest,
                    payload.ExpireTime,
                    at),
                asked);
            return sender;
        }
        catch
        {
            sender.Dispose();
            throw;
        }
    }

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

        internal AuthenticatedPayload<TPayload> Authenticate<TPayload>(SignedPayload<TPayload> message)
            where TPayload : class, IMessage<TPayload>, new() =>
            message.Authenticate(State.Definition.Roster[Index].Key, State.Definition.Version, Name.ToString());

        public void Dispose() => Lease.Dispose();
    }
}
