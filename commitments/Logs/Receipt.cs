using Candor.Commitments.Merkle;

namespace Candor.Commitments.Logs;

/// <summary>What a server answers to an accepted message: where its entry is in the transcript.</summary>
/// <param name="Index">The entry's index.</param>
/// <param name="Checkpoint">A checkpoint that covers it, whose signature has been checked.</param>
/// <param name="InclusionProof">The siblings from the entry upwards, 32 bytes each; untrusted.</param>
public sealed record Receipt(ulong Index, Checkpoint Checkpoint, IReadOnlyList<ReadOnlyMemory<byte>> InclusionProof)
{
    /// <summary>Whether an entry is in the transcript where the receipt says.</summary>
    /// <param name="entry">The entry's exact bytes.</param>
    /// <returns>Why not, or <see cref="MerkleFailure.None"/>.</returns>
    public MerkleFailure Verify(ReadOnlySpan<byte> entry) => MerkleProof.VerifyInclusion(
        MerkleHash.Leaf(entry), Index, Checkpoint.Size, InclusionProof, Checkpoint.Root.Span);
}
