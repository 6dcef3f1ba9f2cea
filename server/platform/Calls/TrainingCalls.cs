using System.Security.Cryptography;
using Candor.Hosting.Blobs;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Signing;
using Candor.Market.Training;
using Candor.Platform.Access;
using Candor.Platform.Markets;
using Candor.Platform.Training;
using Candor.V1;
using Candor.Wire.Commands;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Candor.Wire.Times;
using Google.Protobuf;
using Grpc.Core;
using ContributionPart = Candor.V1.ContributionPart;

namespace Candor.Platform.Calls;

/// <summary>The service <c>candor.v1.TrainingService</c>.</summary>
internal sealed class TrainingCalls(
    Senders senders,
    ReadAccess access,
    TrainingBulk bulk,
    ContributionUploads uploads,
    StreamLimit limit,
    TimeProvider time,
    ILogger<TrainingCalls> logger)
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
        return await SubmitAsync(sender, claim, authentic, identity, request.Shares.Memory, at, context)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<UploadContributionResponse> UploadContribution(
        IAsyncStreamReader<UploadContributionRequest> requestStream, ServerCallContext context)
    {
        using StreamLimit.Place place = limit.Enter();
        if (!await requestStream.MoveNext(context.CancellationToken).ConfigureAwait(false))
        {
            throw new CallRejectedException(
                ErrorReason.InvalidRequest, "The stream has no message; expected one that says what is uploaded.");
        }

        UploadContributionRequest first = requestStream.Current;
        using Sender sender = await senders.OpenForReadingAsync(first.Participant, first.Envelope, context)
            .ConfigureAwait(false);
        return await uploads.ReceiveAsync(sender, first, requestStream, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<GetUploadResponse> GetUpload(GetUploadRequest request, ServerCallContext context)
    {
        using Sender sender = await senders.OpenForReadingAsync(request.Participant, request.Envelope, context)
            .ConfigureAwait(false);
        return await uploads.FindAsync(sender, request.Part, request.Digest, context.CancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task ReadShares(
        ReadSharesRequest request, IServerStreamWriter<ReadSharesResponse> responseStream, ServerCallContext context)
    {
        using StreamLimit.Place place = limit.Enter();
        using Sender sender = await senders.OpenForReadingAsync(request.Participant, request.Envelope, context)
            .ConfigureAwait(false);
        TrainingProgress training = RequireShares(sender, request.Epoch);
        try
        {
            foreach (ListedMember member in training.List!.Members)
            {
                byte[] shares = await bulk.Store.ReadAllAsync(
                    TrainingBulk.NameOf(
                        sender.Name.Market, ContributionPart.Shares, training.Masks[member.Place].SharesDigest),
                    (int)TrainingBulk.LengthOf(sender.State, ContributionPart.Shares),
                    context.CancellationToken).ConfigureAwait(false);
                await responseStream.WriteAsync(new ReadSharesResponse
                {
                    Dealer = sender.State.Definition.Roster[member.Place].Id,
                    Shares = UnsafeByteOperations.UnsafeWrap(shares),
                }).ConfigureAwait(false);
            }
        }
        catch (BlobStoreException fault)
        {
            throw BulkFaults.ToException(fault, request.Participant, logger);
        }
    }

    /// <inheritdoc/>
    public override async Task GetModel(
        GetModelRequest request, IServerStreamWriter<GetModelResponse> responseStream, ServerCallContext context)
    {
        using StreamLimit.Place place = limit.Enter();
        using Sender sender = await senders.OpenForReadingAsync(request.Participant, request.Envelope, context)
            .ConfigureAwait(false);
        DeliveredModel model = RequireModel(sender);
        BlobName name = TrainingBulk.NameOf(sender.Name.Market, TrainingBulk.Models, model.Digest);
        try
        {
            // The salt stands before the file.
            var salt = ByteString.Empty;
            await foreach (ReadOnlyMemory<byte> chunk in bulk.Store.ReadAsync(name, 0, context.CancellationToken)
                .ConfigureAwait(false))
            {
                bool isFirst = salt.IsEmpty;
                var next = new GetModelResponse
                {
                    Content = ByteString.CopyFrom(chunk.Span[(isFirst ? DeliveredModel.DigestSize : 0)..]),
                };
                if (isFirst)
                {
                    salt = ByteString.CopyFrom(chunk.Span[..DeliveredModel.DigestSize]);
                    next.Salt = salt;
                    next.Size = (ulong)(bulk.Store.LengthOf(name)! - DeliveredModel.DigestSize);
                }

                await responseStream.WriteAsync(next).ConfigureAwait(false);
            }
        }
        catch (BlobStoreException fault) when (fault.Fault == BlobFault.NotFound && IsSwept(sender))
        {
            throw NotAllocated(
                sender,
                $"The model was deleted {sender.State.Definition.Training!.Rules.Retention.TotalDays} days after the market's "
                + "end; expected a request before.");
        }
        catch (BlobStoreException fault)
        {
            throw BulkFaults.ToException(fault, request.Participant, logger);
        }
    }

    private static TrainingProgress RequireShares(Sender sender, ulong epoch)
    {
        MarketState market = sender.State;
        CallRejectedException Rejected(ErrorReason reason, string message) =>
            new(reason, message) { Resource = sender.Name.ToString() };
        if (market.Training is not { } training)
        {
            throw Rejected(ErrorReason.TrainingNotAsked, $"{market.Name} trains no model.");
        }

        bool isOver = market.Phase is Market.MarketPhase.Settled or Market.MarketPhase.Cancelled;
        if (!isOver && (market.Phase == Market.MarketPhase.Open
            || epoch > training.State.Epoch
            || (epoch == training.State.Epoch && training.State.Step <= Market.Training.TrainingStep.Mask)))
        {
            throw Rejected(
                ErrorReason.StepAhead,
                $"The shares of epoch {epoch} are not all here: {market.Name} is in step {training.State.Step} of epoch "
                + $"{training.State.Epoch}.");
        }

        if (isOver || epoch != training.State.Epoch)
        {
            throw Rejected(
                ErrorReason.StepOver,
                $"Epoch {epoch} of {market.Name} is over; expected the one that is on.");
        }

        return training.PositionOf(sender.Index) >= 0 && training.State.Members.ContainsKey(sender.Index)
            ? training
            : throw Rejected(
                ErrorReason.NotAContributor, $"'{sender.Name.Id}' is not on the list of epoch {epoch}, or its report has fallen.");
    }

    private static DeliveredModel RequireModel(Sender sender)
    {
        MarketState market = sender.State;
        return market.Training is null
            ? throw new CallRejectedException(ErrorReason.TrainingNotAsked, $"{market.Name} trains no model.")
            {
                Resource = sender.Name.ToString(),
            }
            : market.Phase != Market.MarketPhase.Settled
            ? throw NotAllocated(sender, $"{market.Name} has not settled; expected a request after its end.")
            : market.Training.Model is { } model && market.Outcome!.Assignments[sender.Index].AllocatedQuality > 0
            ? model
            : throw NotAllocated(sender, $"{market.Name} has allocated no model to '{sender.Name.Id}'.");
    }

    private static CallRejectedException NotAllocated(Sender sender, string message) =>
        new(ErrorReason.ModelNotAllocated, message) { Resource = sender.Name.ToString() };

    private async Task<SubmitContributionResponse> SubmitAsync(
        Sender sender,
        ContributionClaim claim,
        AuthenticatedEnvelope authentic,
        RequestIdentity identity,
        ReadOnlyMemory<byte> shares,
        DateTimeOffset at,
        ServerCallContext context)
    {
        // The rules come before the uploads: a message that was taken before gets its answer, whatever is still kept.
        if (!ContributionCommands.TryVerify(
            sender.State, claim, authentic, null, at, out SubmitContribution? command, out Rejection? rejection))
        {
            return await sender.AnswerAgainAsync<SubmitContributionResponse>(identity, rejection).ConfigureAwait(false);
        }

        try
        {
            RequireUploads(sender, claim);
            if (claim is StatisticsClaim committed && !ContributionCommands.TryVerify(
                sender.State,
                claim,
                authentic,
                await bulk.ReadCommitmentsAsync(sender.State, committed.StatisticsDigest, context.CancellationToken)
                    .ConfigureAwait(false),
                at,
                out command,
                out rejection))
            {
                return await sender.AnswerAgainAsync<SubmitContributionResponse>(identity, rejection).ConfigureAwait(false);
            }

            if (claim is SharesClaim opened)
            {
                RequireShares(sender, opened, shares.Span);
                await bulk.KeepOpenedSharesAsync(
                    sender.State, sender.Name.Id, opened.SharesDigest, shares, context.CancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (BlobStoreException fault)
        {
            throw BulkFaults.ToException(fault, sender.Name.ToString(), logger);
        }

        try
        {
            return await AppendAsync(sender, command!, identity, context.CancellationToken).ConfigureAwait(false);
        }
        catch (CallRejectedException) when (claim is SharesClaim)
        {
            DeleteUnless(sender, (SharesClaim)claim);
            throw;
        }
    }

    private static Task<SubmitContributionResponse> AppendAsync(
        Sender sender, SubmitContribution command, RequestIdentity identity, CancellationToken cancellationToken) =>
        sender.SubmitAsync(
            new Submission<SubmitContributionResponse>(
                command,
                identity,
                accepted => new SubmitContributionResponse
                {
                    Event = accepted.Event,
                    Time = Timestamps.ToMessage(accepted.Time),
                }),
            cancellationToken);

    // Shares that the market did not take, as when it ended meanwhile, are nobody's to keep.
    private void DeleteUnless(Sender sender, SharesClaim claim)
    {
        MarketState now = sender.Market.View.State!;
        if (now.Training!.Shares.TryGetValue(sender.Index, out Market.Events.ContributionUnmasked? taken)
            && taken.SharesDigest.Span.SequenceEqual(claim.SharesDigest.Span)
            && now.Phase == Market.MarketPhase.Training)
        {
            return;
        }

        try
        {
            bulk.Store.Delete(TrainingBulk.NameOf(sender.Name.Market, TrainingBulk.OpenedShares, claim.SharesDigest));
        }
        catch (BlobStoreException fault)
        {
            logger.BulkFailed(sender.Name.Market, fault.Fault.ToString(), fault.Message);
        }
    }

    private static void RequireShares(Sender sender, SharesClaim claim, ReadOnlySpan<byte> shares)
    {
        string? fault = TrainingSum.FaultOf(sender.State.Training!, sender.Index, shares)
            ?? (SHA256.HashData(shares).AsSpan().SequenceEqual(claim.SharesDigest.Span)
                ? null
                : "The shares have another SHA-256 than the message names; expected the same.");
        if (fault is not null)
        {
            throw new CallRejectedException(ErrorReason.ContributionMalformed, fault) { Resource = sender.Name.ToString() };
        }
    }

    private void RequireUploads(Sender sender, ContributionClaim claim)
    {
        (ContributionPart Part, ReadOnlyMemory<byte> Digest)[] needed = claim switch
        {
            StatisticsClaim c => [(ContributionPart.Commitments, c.StatisticsDigest)],
            MaskClaim c =>
            [
                (ContributionPart.Values, c.ValuesDigest),
                (ContributionPart.Blindings, c.BlindingsDigest),
                (ContributionPart.Shares, c.SharesDigest),
            ],
            _ => [],
        };
        string[] missing =
        [
            .. needed.Where(one => !bulk.Has(sender.State, one.Part, one.Digest)).Select(static one =>
                $"{TrainingBulk.KindOf(one.Part)} of digest '{Convert.ToHexStringLower(one.Digest.Span)}'"),
        ];
        if (missing.Length > 0)
        {
            throw new CallRejectedException(
                ErrorReason.UploadMissing,
                $"Not here, or not all of it: {string.Join(", ", missing)}; expected whole uploads before the message.")
            {
                Resource = sender.Name.ToString(),
            };
        }
    }

    private bool IsSwept(Sender sender) =>
        time.GetUtcNow() >= sender.Market.View.Recent[^1].Event.Time + sender.State.Definition.Training!.Rules.Retention;
}
