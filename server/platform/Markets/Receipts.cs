using Candor.Hosting.Storage;
using Candor.Market.Transcripts;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Platform.Markets;

/// <summary>Receipts and proofs as messages.</summary>
internal static class Receipts
{
    /// <summary>The receipt for the first entry of a stage.</summary>
    /// <param name="staged">The stage; its checkpoint covers all its entries.</param>
    /// <param name="entry">The first entry, byte for byte.</param>
    /// <returns>The receipt.</returns>
    internal static Receipt Of(StagedEntries staged, byte[] entry) => new()
    {
        LeafIndex = staged.FirstIndex,
        Entry = UnsafeByteOperations.UnsafeWrap(entry),
        Checkpoint = UnsafeByteOperations.UnsafeWrap(staged.Checkpoint()),
        InclusionProof = { ToBytes(staged.ProveFirst().Siblings) },
    };

    /// <summary>The receipt of a participant's last message, as the transcript is now.</summary>
    /// <param name="market">The market.</param>
    /// <param name="index">The participant, from 0 in roster order.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>The receipt; null where the participant has sent no message.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal static async Task<Receipt?> OfLastMessageAsync(
        HostedMarket market, int index, CancellationToken cancellationToken)
    {
        if (market.View.State!.Participants[index].LastMessage is not { } last)
        {
            return null;
        }

        ulong leaf = (ulong)last.Event - 1;
        IReadOnlyList<StoredEvent> entries = await market.ReadEntriesAsync(leaf, 1, cancellationToken)
            .ConfigureAwait(false);
        SizedCheckpoint checkpoint = market.Transcript.Checkpoint();
        return new Receipt
        {
            LeafIndex = leaf,
            Entry = UnsafeByteOperations.UnsafeWrap(entries[0].Body),
            Checkpoint = UnsafeByteOperations.UnsafeWrap(checkpoint.Note),
            InclusionProof = { ToBytes(market.Transcript.ProveInclusion(leaf, checkpoint.Size).Siblings) },
        };
    }

    /// <summary>Hashes as bytes of a message.</summary>
    /// <param name="hashes">The hashes.</param>
    /// <returns>The same.</returns>
    internal static IEnumerable<ByteString> ToBytes(IReadOnlyList<ReadOnlyMemory<byte>> hashes) =>
        hashes.Select(UnsafeByteOperations.UnsafeWrap);
}
