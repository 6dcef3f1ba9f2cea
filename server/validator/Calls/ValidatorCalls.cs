using System.Security.Cryptography;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market.Audits;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Validator.Audits;
using Candor.Validator.Markets;
using Candor.Wire.Answers;
using Candor.Wire.Commands;
using Candor.Wire.Names;
using Candor.Wire.Verdicts;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Validator.Calls;

/// <summary>The service <c>candor.v1.ValidatorService</c>.</summary>
internal sealed class ValidatorCalls(
    ValidatorIdentitySettings identity,
    VerdictSigner signer,
    AuditLog audits,
    AuditAccess access,
    MarketDirectory markets,
    TagStreamReader tags,
    OverlapCalls overlaps,
    StreamLimit streams,
    RandomNumberGenerator random,
    TimeProvider time)
    : ValidatorService.ValidatorServiceBase
{
    // What a report can say at most, so a larger commitment serves no one.
    private const ulong MaxRecords = uint.MaxValue;

    // Tags that are to be compared are held in memory as one array.
    private const ulong MaxComparedRecords = 1 << 26;

    /// <inheritdoc/>
    public override Task<GetValidatorResponse> GetValidator(GetValidatorRequest request, ServerCallContext context) =>
        Task.FromResult(new GetValidatorResponse
        {
            Id = identity.Id,
            PublicKey = ByteString.CopyFrom(signer.Key.SubjectPublicKeyInfo.Span),
        });

    /// <inheritdoc/>
    public override async Task<OpenAuditResponse> OpenAudit(OpenAuditRequest request, ServerCallContext context)
    {
        CancellationToken cancellation = context.CancellationToken;
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessages.Read<OpenAuditPayload>(request.Envelope);
        OpenAuditPayload payload = message.Payload;
        ParticipantName name = AuditAccess.ParticipantOf(
            request.Participant,
            payload.Participant,
            new FieldChecks().RequestId(payload.RequestId).Require(
                payload.Size <= MaxRecords, "envelope.payload.size", $"{payload.Size}", $"at most {MaxRecords}"));
        AuditedMarket market = await markets.FindAsync(name.Market, cancellation).ConfigureAwait(false);
        VerificationKey key = KeyOf(market, name);
        AuthenticatedEnvelope envelope = message.Authenticate(key, request.Participant).Envelope;
        RequestIdentity id = message.Identify(payload.RequestId);
        CheckCompared(market, payload);

        var audit = new AuditName(name, payload.CommitmentEvent);
        if (await audits.FindAsync(audit, cancellation).ConfigureAwait(false) is { } open)
        {
            await audits.RequireSameBodyAsync(id, cancellation).ConfigureAwait(false);
            return new OpenAuditResponse { Audit = AuditMessages.ToMessage(SameAudit(open, payload)) };
        }

        var command = new OpenAudit(
            at,
            market,
            await markets.FindCommitmentAsync(market, name, key, cancellation).ConfigureAwait(false),
            ClaimPayloads.ToClaim(name.Id, payload),
            signer.Key,
            envelope);
        AuditState opened = await audits.DecideAsync(audit, command, id, cancellation).ConfigureAwait(false);
        return new OpenAuditResponse { Audit = AuditMessages.ToMessage(opened) };
    }

    /// <inheritdoc/>
    public override async Task<SubmitTagsResponse> SubmitTags(
        IAsyncStreamReader<SubmitTagsRequest> requestStream, ServerCallContext context)
    {
        CancellationToken cancellation = context.CancellationToken;
        using StreamLimit.Place place = streams.Enter();
        await RequireFirstAsync(requestStream, cancellation).ConfigureAwait(false);
        SubmitTagsRequest first = requestStream.Current;
        (AuditName name, AuditState audit) = await access
            .FindLastAsync(first.Participant, first.Envelope, cancellation).ConfigureAwait(false);
        Rejections.Require(
            AuditDecider.CheckAwaits(audit, Market.Audits.AuditPhase.AwaitingTags, time.GetUtcNow()),
            name.Participant.ToString());
        IncomingTags incoming = await tags.ReadAsync(name, audit, requestStream, cancellation).ConfigureAwait(false);
        AuditState drawn = await audits.DecideAsync(
            name, new CompleteTags(time.GetUtcNow(), incoming, random), null, cancellation).ConfigureAwait(false);
        return new SubmitTagsResponse { Audit = AuditMessages.ToMessage(drawn) };
    }

    /// <inheritdoc/>
    public override async Task<SubmitOpeningsResponse> SubmitOpenings(
        IAsyncStreamReader<SubmitOpeningsRequest> requestStream, ServerCallContext context)
    {
        CancellationToken cancellation = context.CancellationToken;
        using StreamLimit.Place place = streams.Enter();
        await RequireFirstAsync(requestStream, cancellation).ConfigureAwait(false);
        SubmitOpeningsRequest first = requestStream.Current;
        (AuditName name, AuditState audit) = await access
            .FindLastAsync(first.Participant, first.Envelope, cancellation).ConfigureAwait(false);
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
            time.GetUtcNow(), openings, proof, market.Definition.Validation!.Records.IsValid, signer);
        AuditState over = await audits.DecideAsync(name, command, null, CancellationToken.None).ConfigureAwait(false);
        return new SubmitOpeningsResponse { Audit = AuditMessages.ToMessage(over) };
    }

    /// <inheritdoc/>
    public override async Task<GetAuditResponse> GetAudit(GetAuditRequest request, ServerCallContext context)
    {
        (_, AuditState audit) = await access
            .FindLastAsync(request.Participant, request.Envelope, context.CancellationToken).ConfigureAwait(false);
        return new GetAuditResponse { Audit = AuditMessages.ToMessage(audit) };
    }

    /// <inheritdoc/>
    public override Task WatchOverlapTasks(
        WatchOverlapTasksRequest request,
        IServerStreamWriter<WatchOverlapTasksResponse> responseStream,
        ServerCallContext context) => overlaps.WatchAsync(request, responseStream, context);

    /// <inheritdoc/>
    public override Task ReadTags(
        ReadTagsRequest request, IServerStreamWriter<ReadTagsResponse> responseStream, ServerCallContext context) =>
        overlaps.ReadTagsAsync(request, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<SubmitDoubleTagsResponse> SubmitDoubleTags(
        IAsyncStreamReader<SubmitDoubleTagsRequest> requestStream, ServerCallContext context)
    {
        await RequireFirstAsync(requestStream, context.CancellationToken).ConfigureAwait(false);
        return await overlaps.SubmitAsync(requestStream, context.CancellationToken).ConfigureAwait(false);
    }

    private static VerificationKey KeyOf(AuditedMarket market, ParticipantName name) =>
        market.Definition.TryFind(name.Id, out int index)
            ? market.Definition.Roster[index].Key
            : throw new CallRejectedException(
                ErrorReason.ParticipantNotFound, $"The roster of {name.Market} has no participant '{name.Id}'.")
            {
                Resource = name.ToString(),
            };

    private static void CheckCompared(AuditedMarket market, OpenAuditPayload payload) => new FieldChecks()
        .Require(
            payload.Size <= MaxComparedRecords
                || market.Definition.Validation is null or { Overlap: Market.Definitions.OverlapPolicy.None },
            "envelope.payload.size",
            $"{payload.Size}",
            $"at most {MaxComparedRecords} where records are compared")
        .ThrowIfAny();

    // The commitment binds N, so another size has no proof.
    private static AuditState SameAudit(AuditState audit, OpenAuditPayload payload) => audit.Size == payload.Size
        ? audit
        : throw new CallRejectedException(
            ErrorReason.DatasetProofInvalid,
            $"The audit was opened for a commitment to {audit.Size} records, not {payload.Size}.")
        {
            Resource = payload.Participant,
        };

    private static async Task RequireFirstAsync<T>(IAsyncStreamReader<T> stream, CancellationToken cancellationToken)
    {
        bool came = await stream.MoveNext(cancellationToken).ConfigureAwait(false);
        new FieldChecks().Require(came, "", "an empty stream", "a first message with participant and envelope")
            .ThrowIfAny();
    }
}
