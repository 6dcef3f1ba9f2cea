using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.Market.Transcripts;
using Candor.V1;
using Candor.Wire.Signing;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Client.Tests.Server;

/// <summary>The transcript service over <see cref="MarketLog"/>.</summary>
internal sealed class TestTranscriptService(MarketLog log) : TranscriptService.TranscriptServiceBase
{
    public override Task<GetLogKeyResponse> GetLogKey(GetLogKeyRequest request, ServerCallContext context) =>
        Task.FromResult(new GetLogKeyResponse { LogKey = log.Signer.LogKey });

    public override Task<GetCheckpointResponse> GetCheckpoint(
        GetCheckpointRequest request, ServerCallContext context) => Task.FromResult(
        new GetCheckpointResponse { Checkpoint = ByteString.CopyFrom(log.Transcript.Checkpoint().Note.Span) });

    // Pages of two, so that every transcript has several.
    public override Task<ListEntriesResponse> ListEntries(ListEntriesRequest request, ServerCallContext context)
    {
        bool isMember = request.Envelope is not null;
        if (isMember)
        {
            Assert.True(SignedPayload.TryRead(
                TestMarketService.Signed(request.Envelope),
                out SignedPayload<ReadTranscriptPayload>? message,
                out Market.Rejection? no));
            Assert.Equal(log.State!.Name, message.Payload.Market);
            Assert.True(message.Payload.ExpireTime.ToDateTimeOffset() <= log.Now.AddHours(1));
            VerificationKey key = EntryAccess.FindMember(log.State.Definition, message.Envelope.KeyId)
                ?? throw Refusals.Of(StatusCode.Unauthenticated, "KEY_NOT_ON_RECORD", "Nobody's key.");
            if (!message.TryAuthenticate(key, out _, out no))
            {
                throw Refusals.Of(no);
            }
        }

        var response = new ListEntriesResponse();
        int first = (int)request.FirstIndex;
        foreach (int i in Enumerable.Range(first, Math.Min(Math.Min(2, request.PageSize), log.Bodies.Count - first)))
        {
            bool mayRead = EntryAccess.MayRead(EventCodec.Decode(log.Bodies[i]), log.State!, isMember);
            response.Entries.Add(new LogEntry
            {
                Index = (ulong)i,
                LeafHash = ByteString.CopyFrom(log.Transcript.LeafHash((ulong)i)),
                Entry = mayRead ? ByteString.CopyFrom(log.Bodies[i]) : ByteString.Empty,
            });
        }

        return Task.FromResult(response);
    }

    public override Task<ProveConsistencyResponse> ProveConsistency(
        ProveConsistencyRequest request, ServerCallContext context)
    {
        if (request.SecondSize > log.Transcript.Size)
        {
            throw Refusals.Of(StatusCode.OutOfRange, "LOG_RANGE_INVALID", "The transcript is shorter.");
        }

        var response = new ProveConsistencyResponse();
        response.Proof.AddRange(log.Transcript.ProveConsistency(request.FirstSize, request.SecondSize)
            .Select(hash => ByteString.CopyFrom(hash.Span)));
        return Task.FromResult(response);
    }
}
