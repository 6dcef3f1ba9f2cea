using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Candor.Market;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.Market.Transcripts;
using Candor.Platform.Markets;
using Candor.V1;
using Candor.Wire.Signing;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Platform.Calls;

/// <summary>The service <c>candor.v1.TranscriptService</c>.</summary>
internal sealed class TranscriptCalls(
    ReadAccess access, TranscriptSigner signer, EndedPages endedPages, TimeProvider time)
    : TranscriptService.TranscriptServiceBase
{
    private const int DefaultPageSize = 100;
    private const int MaxPageSize = 1000;

    // A client takes answers of 4 MiB unless it was told otherwise; a page stays well below, whatever is in it. One
    // entry that is larger by itself comes alone.
    private const int MaxPageBytes = 3 << 20;

    /// <inheritdoc/>
    public override Task<GetLogKeyResponse> GetLogKey(GetLogKeyRequest request, ServerCallContext context) =>
        Task.FromResult(new GetLogKeyResponse { LogKey = signer.LogKey });

    /// <inheritdoc/>
    public override async Task<GetCheckpointResponse> GetCheckpoint(
        GetCheckpointRequest request, ServerCallContext context)
    {
        new FieldChecks().Market(request.Name, "name").ThrowIfAny();
        using MarketRegistry.Lease lease = await access.RentAsync(
            request.Name, request.Envelope, context.CancellationToken).ConfigureAwait(false);
        return new GetCheckpointResponse
        {
            Checkpoint = UnsafeByteOperations.UnsafeWrap(lease.Market.Transcript.Checkpoint().Note),
        };
    }

    /// <inheritdoc/>
    public override async Task<ListEntriesResponse> ListEntries(ListEntriesRequest request, ServerCallContext context)
    {
        DateTimeOffset at = time.GetUtcNow();
        new FieldChecks()
            .Market(request.Name, "name")
            .Require(request.PageSize >= 0, "pageSize", $"{request.PageSize}", "0 or more")
            .ThrowIfAny();
        SignedPayload<ReadTranscriptPayload>? message = ReadEnvelope(request);
        using MarketRegistry.Lease lease = await access.RentForSenderAsync(
            request.Name, message?.Envelope, context.CancellationToken).ConfigureAwait(false);

        // The view is taken first: a reader who is let in by it may read what the log has now.
        MarketState state = lease.Market.View.State!;
        bool isMember = message is not null;
        if (message is not null)
        {
            Authenticate(message, state, at);
        }

        SizedCheckpoint checkpoint = lease.Market.Transcript.Checkpoint();
        Require(
            request.FirstIndex <= checkpoint.Size,
            $"The first index is {request.FirstIndex}; the transcript has {checkpoint.Size} entries.",
            request.Name);
        int limit = (int)Math.Min(
            (ulong)(request.PageSize == 0 ? DefaultPageSize : Math.Min(request.PageSize, MaxPageSize)),
            checkpoint.Size - request.FirstIndex);

        // Nothing comes after a market's end, and who may read what stays as it is.
        bool isOver = state.Phase is Candor.Market.MarketPhase.Settled or Candor.Market.MarketPhase.Cancelled;
        var page = new EndedPages.Key(request.Name, request.FirstIndex, limit, isMember);
        if (isOver && endedPages.Find(page) is { } ready)
        {
            return ready;
        }

        var response = new ListEntriesResponse
        {
            Checkpoint = UnsafeByteOperations.UnsafeWrap(checkpoint.Note),
        };
        if (limit > 0)
        {
            IReadOnlyList<StoredEvent> stored = await lease.Market.ReadEntriesAsync(
                request.FirstIndex, limit, context.CancellationToken).ConfigureAwait(false);
            response.Entries.AddRange(Bounded(stored.Select(
                one => ToEntry(one, lease.Market.Transcript, state, isMember))));
        }

        if (isOver)
        {
            endedPages.Keep(page, response);
        }

        return response;
    }

    /// <inheritdoc/>
    public override async Task<ProveInclusionResponse> ProveInclusion(
        ProveInclusionRequest request, ServerCallContext context)
    {
        new FieldChecks().Market(request.Name, "name").ThrowIfAny();
        using MarketRegistry.Lease lease = await access.RentAsync(
            request.Name, request.Envelope, context.CancellationToken).ConfigureAwait(false);
        TranscriptLog transcript = lease.Market.Transcript;
        ulong now = transcript.Size;
        Require(
            request.Size <= now && request.Index < request.Size,
            $"Entry {request.Index} of {request.Size}; expected an index below the size, and a size of at most {now}.",
            request.Name);
        EntryProof proof = transcript.ProveInclusion(request.Index, request.Size);
        return new ProveInclusionResponse
        {
            LeafHash = UnsafeByteOperations.UnsafeWrap(proof.LeafHash),
            Proof = { Receipts.ToBytes(proof.Siblings) },
        };
    }

    /// <inheritdoc/>
    public override async Task<ProveConsistencyResponse> ProveConsistency(
        ProveConsistencyRequest request, ServerCallContext context)
    {
        new FieldChecks().Market(request.Name, "name").ThrowIfAny();
        using MarketRegistry.Lease lease = await access.RentAsync(
            request.Name, request.Envelope, context.CancellationToken).ConfigureAwait(false);
        TranscriptLog transcript = lease.Market.Transcript;
        ulong now = transcript.Size;
        Require(
            request.FirstSize >= 1 && request.FirstSize <= request.SecondSize && request.SecondSize <= now,
            $"The sizes are {request.FirstSize} and {request.SecondSize}; expected at least 1, in order, and at most "
            + $"{now}.",
            request.Name);
        return new ProveConsistencyResponse
        {
            Proof = { Receipts.ToBytes(transcript.ProveConsistency(request.FirstSize, request.SecondSize)) },
        };
    }

    private static SignedPayload<ReadTranscriptPayload>? ReadEnvelope(ListEntriesRequest request)
    {
        if (request.Envelope is null)
        {
            return null;
        }

        var message = SignedMessages.Read<ReadTranscriptPayload>(request.Envelope);
        new FieldChecks()
            .Market(message.Payload.Market, "envelope.payload.market")
            .Time(message.Payload.ExpireTime, "envelope.payload.expireTime", required: true)
            .ThrowIfAny();
        return message.Payload.Market == request.Name
            ? message
            : throw new CallRejectedException(
                ErrorReason.MarketMismatch,
                $"The request names '{request.Name}'; the payload was signed for '{message.Payload.Market}'.")
            {
                Resource = request.Name,
            };
    }

    private static void Authenticate(
        SignedPayload<ReadTranscriptPayload> message, MarketState state, DateTimeOffset at)
    {
        VerificationKey key = EntryAccess.FindMember(state.Definition, message.Envelope.KeyId)
            ?? throw new CallRejectedException(
                ErrorReason.KeyNotOnRecord,
                $"Key '{message.Envelope.KeyId}' belongs to nobody in {state.Name}; expected the key of its operator, of a "
                + "participant or of one of its validators.")
            {
                Resource = state.Name,
            };
        message.Authenticate(key, state.Definition.Version, state.Name);
        Rejections.Require(
            AccessRules.Check(
                state.Name,
                state.DefinitionDigest.Span,
                message.Payload.DefinitionDigest,
                message.Payload.ExpireTime,
                at),
            state.Name);
    }

    private static LogEntry ToEntry(StoredEvent stored, TranscriptLog transcript, MarketState state, bool isMember)
    {
        ulong index = (ulong)stored.Sequence - 1;
        var entry = new LogEntry
        {
            Index = index,
            LeafHash = UnsafeByteOperations.UnsafeWrap(transcript.LeafHash(index)),
        };
        MarketEvent marketEvent = EventCodec.Decode(stored.Body);
        if (EntryAccess.MayRead(marketEvent, state, isMember))
        {
            entry.Entry = UnsafeByteOperations.UnsafeWrap(stored.Body);
        }

        return entry;
    }

    private static IEnumerable<LogEntry> Bounded(IEnumerable<LogEntry> entries)
    {
        int bytes = 0;
        foreach (LogEntry entry in entries)
        {
            bool isFirst = bytes == 0;
            bytes += entry.CalculateSize();
            if (!isFirst && bytes > MaxPageBytes)
            {
                yield break;
            }

            yield return entry;
        }
    }

    private static void Require(bool holds, string message, string market)
    {
        if (!holds)
        {
            throw new CallRejectedException(ErrorReason.LogRangeInvalid, message) { Resource = market };
        }
    }
}
