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

    /// <summary>Hashes as bytes of a message.</summary>
    /// <param name="hashes">The hashes.</param>
    /// <returns>The same.</returns>
    internal static IEnumerable<ByteString> ToBytes(IReadOnlyList<ReadOnlyMemory<byte>> hashes) =>
        hashes.Select(UnsafeByteOperations.UnsafeWrap);
}
