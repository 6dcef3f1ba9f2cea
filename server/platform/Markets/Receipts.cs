using Candor.Hosting.Storage;
using Candor.Market.Transcripts;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Platform.Markets;

/// <summary>Receipts and proofs as messages.</summary>
internal static class Receipts
{
    /// <summary>The receipt for an entry. Its checkpoint covers all entries that the disk has, so that those which came to the
    /// disk together share one signature.</summary>
    /// <param name="market">The market.</param>
    /// <param name="entry">The entry, as it is stored and shown.</param>
    /// <returns>The receipt.</returns>
    internal static Receipt Of(HostedMarket market, StoredEvent entry)
    {
        ulong leaf = (ulong)entry.Sequence - 1;
        SizedCheckpoint checkpoint = market.Transcript.Checkpoint();
        return new Receipt
        {
            LeafIndex = leaf,
            Entry = UnsafeByteOperations.UnsafeWrap(entry.Body),
            Checkpoint = UnsafeByteOperations.UnsafeWrap(checkpoint.Note),
            InclusionProof = { ToBytes(market.Transcript.ProveInclusion(leaf, checkpoint.Size).Siblings) },
        };
    }

    /// <summary>The receipt for an entry that is read again.</summary>
    /// <param name="market">The market.</param>
    /// <param name="sequence">The entry's event number.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>The receipt.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal static async Task<Receipt> ReadAsync(
        HostedMarket market, long sequence, CancellationToken cancellationToken) =>
        Of(market, (await market.ReadEntriesAsync((ulong)sequence - 1, 1, cancellationToken).ConfigureAwait(false))[0]);

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

        return await ReadAsync(market, last.Event, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hashes as bytes of a message.</summary>
    /// <param name="hashes">The hashes.</param>
    /// <returns>The same.</returns>
    internal static IEnumerable<ByteString> ToBytes(IReadOnlyList<ReadOnlyMemory<byte>> hashes) =>
        hashes.Select(UnsafeByteOperations.UnsafeWrap);
}
