using System.Security.Cryptography;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.Platform.Markets;
using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Candor.Platform.Calls;

/// <summary>The service <c>candor.v1.ParticipantService</c>.</summary>
internal sealed class ParticipantCalls(MarketRegistry registry, StreamRunner streams, TimeProvider time)
    : ParticipantService.ParticipantServiceBase
{
    private const int NonceLength = 32;
    private const int DatasetRootLength = 32;

    /// <inheritdoc/>
    public override async Task<JoinMarketResponse> JoinMarket(JoinMarketRequest request, ServerCallContext context)
    {
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessage<JoinMarketPayload>.Read(request.Envelope, JoinMarketPayload.Parser);
        JoinMarketPayload payload = message.Payload;
        using Sender sender = await OpenAsync(
            request.Participant, payload.Participant, new FieldChecks().RequestId(payload.RequestId), context)
            .ConfigureAwait(false);
        AuthenticatedEnvelope envelope = message.Authenticate(sender.Key, request.Participant);
        var command = new JoinMarket(at, sender.Name.Id, payload.DefinitionDigest.Memory, envelope);
        byte[] response = await sender.Market.SubmitAsync(
            new Submission(
                command,
                message.Identify(payload.RequestId),
                accepted => new JoinMarketResponse
                {
                    Event = accepted.Event,
                    Time = Timestamp.FromDateTimeOffset(accepted.Time),
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
        var message = SignedMessage<SubmitCommitmentPayload>.Read(request.Envelope, SubmitCommitmentPayload.Parser);
        SubmitCommitmentPayload payload = message.Payload;
        FieldChecks checks = new FieldChecks().RequestId(payload.RequestId).Require(
            payload.DatasetRoot.Length == DatasetRootLength,
            "envelope.payload.datasetRoot",
            $"{payload.DatasetRoot.Length} bytes",
            $"{DatasetRootLength} bytes");
        using Sender sender = await OpenAsync(request.Participant, payload.Participant, checks, context)
            .ConfigureAwait(false);
        AuthenticatedEnvelope envelope = message.Authenticate(sender.Key, request.Participant);
        RequestIdentity identity = message.Identify(payload.RequestId);
        var claim = new CommitmentClaim(
            sender.Name.Id,
            payload.DefinitionDigest.Memory,
            payload.Commitment.Memory,
            payload.DatasetRoot.Memory,
            payload.OpeningProof.Memory,
            payload.RecordKey.Memory);
        if (!VerifiedCommitment.TryVerify(sender.State, claim, at, out var verified, out Rejection? rejection))
        {
            return SubmitCommitmentResponse.Parser.ParseFrom(
                await AnswerAgainAsync(sender, identity, rejection).ConfigureAwait(false));
        }

        byte[] nonce = RandomNumberGenerator.GetBytes(NonceLength);
        byte[] response = await sender.Market.SubmitAsync(
            new Submission(
                new SubmitCommitment(at, verified, nonce, envelope),
                identity,
                accepted => new SubmitCommitmentResponse
                {
                    Event = accepted.Event,
                    Time = Timestamp.FromDateTimeOffset(accepted.Time),
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
        var message = SignedMessage<SubmitReportPayload>.Read(request.Envelope, SubmitReportPayload.Parser);
        SubmitReportPayload payload = message.Payload;
        using Sender sender = await OpenAsync(
            request.Participant, payload.Participant, new FieldChecks().RequestId(payload.RequestId), context)
            .ConfigureAwait(false);
        AuthenticatedEnvelope envelope = message.Authenticate(sender.Key, request.Participant);
        RequestIdentity identity = message.Identify(payload.RequestId);
        var claim = new ReportClaim(
            sender.Name.Id,
            payload.DefinitionDigest.Memory,
            payload.Records,
            payload.CommitmentEvent,
            payload.RangeProof.Memory);
        if (!VerifiedReport.TryVerify(sender.State, claim, at, out var verified, out Rejection? rejection))
        {
            return SubmitReportResponse.Parser.ParseFrom(
                await AnswerAgainAsync(sender, identity, rejection).ConfigureAwait(false));
        }

        byte[] response = await sender.Market.SubmitAsync(
            new Submission(
                new SubmitReport(at, verified, envelope),
                identity,
                accepted => new SubmitReportResponse
                {
                    Event = accepted.Event,
                    Time = Timestamp.FromDateTimeOffset(accepted.Time),
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
        var message = SignedMessage<WatchAssignmentPayload>.Read(request.Envelope, WatchAssignmentPayload.Parser);
        WatchAssignmentPayload payload = message.Payload;
        FieldChecks checks = new FieldChecks().Time(
            payload.ExpireTime, "envelope.payload.expireTime", required: true);
        using Sender sender = await OpenAsync(request.Participant, payload.Participant, checks, context)
            .ConfigureAwait(false);
        message.Authenticate(sender.Key, request.Participant);
        AccessPayload.Check(sender.State, payload.DefinitionDigest, payload.ExpireTime, at, request.Participant);
        long after = OpaqueToken.ReadResume(
            request.ResumeToken, request.Participant, sender.Market.View.Version);
        await streams.RunAsync(
            sender.Market,
            after,
            next => AssignmentUpdates.ToMessage(sender.State, sender.Index, next),
            responseStream,
            context).ConfigureAwait(false);
    }

    // Refused before the writer was asked. The snapshot is older than this look-up, so where an earlier coming of the
    // same request is the cause of the refusal, its answer is found.
    private static async Task<byte[]> AnswerAgainAsync(
        Sender sender, RequestIdentity identity, Rejection rejection) =>
        await sender.Market.FindAnswerAsync(identity).ConfigureAwait(false)
        ?? throw Rejections.ToRefusal(rejection, sender.Name.ToString());

    private async Task<Sender> OpenAsync(string asked, string signed, FieldChecks checks, ServerCallContext context)
    {
        checks
            .Participant(asked, "participant")
            .Participant(signed, "envelope.payload.participant")
            .ThrowIfAny();
        _ = ResourceName.TryParseParticipant(asked, out ParticipantName? name);
        _ = ResourceName.TryParseParticipant(signed, out ParticipantName? signedName);
        if (name != signedName)
        {
            throw new Refusal(
                name!.Market == signedName!.Market ? ErrorReason.ParticipantMismatch : ErrorReason.MarketMismatch,
                $"The request names '{asked}'; the payload was signed for '{signed}'.")
            {
                Resource = asked,
            };
        }

        MarketRegistry.Lease lease = await registry.RentExistingAsync(name!.Market, context.CancellationToken)
            .ConfigureAwait(false);
        MarketState state = lease.Market.View.State!;
        if (state.Definition.TryFind(name.Id, out int index))
        {
            return new Sender(lease, state, name, index);
        }

        lease.Dispose();
        throw new Refusal(
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
