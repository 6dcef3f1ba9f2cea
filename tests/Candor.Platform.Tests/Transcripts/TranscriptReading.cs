using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Platform.Tests.Transcripts;

/// <summary>What a reader of a transcript does, with the library and without the SDK.</summary>
internal static class TranscriptReading
{
    public static async Task<NoteKey> KeyAsync(this RunningServer server)
    {
        GetLogKeyResponse response = await server.Transcripts.GetLogKeyAsync(new GetLogKeyRequest());
        Assert.True(NoteKey.TryParse(response.LogKey, out NoteKey? key));
        return key;
    }

    public static Checkpoint Open(this NoteKey key, ByteString note, string market)
    {
        Assert.Equal(
            NoteFailure.None,
            Checkpoint.TryOpen(note.Span, $"{key.Name}/{market}", key, out Checkpoint? checkpoint));
        return checkpoint!;
    }

    /// <summary>The receipt holds; its entry is in the tree.</summary>
    public static Checkpoint AssertHolds(this NoteKey key, V1.Receipt receipt, string market, ulong events)
    {
        Checkpoint checkpoint = key.Open(receipt.Checkpoint, market);
        var held = new Commitments.Logs.Receipt(
            receipt.LeafIndex, checkpoint, [.. receipt.InclusionProof.Select(hash => hash.Memory)]);
        Assert.Equal(MerkleFailure.None, held.Verify(receipt.Entry.Span));
        Assert.InRange(checkpoint.Size, receipt.LeafIndex + events, ulong.MaxValue);
        return checkpoint;
    }

    /// <summary>An answer as it is the same each time it is given: the receipt of a message that is sent again may be under
    /// a later checkpoint.</summary>
    public static TResponse WithoutCheckpoint<TResponse>(this TResponse response)
        where TResponse : class, IMessage<TResponse>
    {
        TResponse same = response.Clone();
        var receipt = (V1.Receipt)same.Descriptor.FindFieldByName("receipt").Accessor.GetValue(same);
        receipt.Checkpoint = ByteString.Empty;
        receipt.InclusionProof.Clear();
        return same;
    }

    public static ListEntriesRequest Request(
        MarketOwner owner, SigningKey? reader = null, Action<ReadTranscriptPayload>? change = null)
    {
        var request = new ListEntriesRequest { Name = owner.Name };
        if (reader is not null)
        {
            var payload = new ReadTranscriptPayload
            {
                Market = owner.Name,
                DefinitionDigest = owner.Digest,
                ExpireTime = Timestamp.FromDateTimeOffset(ServerTime.Start.AddMinutes(30)),
            };
            change?.Invoke(payload);
            request.Envelope = reader.Sign(payload);
        }

        return request;
    }

    public static async Task<ListEntriesResponse> ListAsync(
        this RunningServer server, MarketOwner owner, SigningKey? reader = null) =>
        await server.Transcripts.ListEntriesAsync(Request(owner, reader));

    /// <summary>The indices of the entries that are withheld.</summary>
    public static async Task<List<ulong>> WithheldAsync(
        this RunningServer server, MarketOwner owner, SigningKey? reader = null) =>
        [.. (await server.ListAsync(owner, reader)).Entries.Where(e => e.Entry.IsEmpty).Select(e => e.Index)];
}
