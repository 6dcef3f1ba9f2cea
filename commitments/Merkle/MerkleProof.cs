using System.Numerics;

namespace Candor.Commitments.Merkle;

/// <summary>Verifies inclusion and consistency proofs (RFC 9162 sections 2.1.3.2 and 2.1.4.2).</summary>
/// <remarks>Proofs are lists of 32-byte hashes, untrusted. Safe for use from many threads.</remarks>
public static class MerkleProof
{
    /// <summary>Whether a leaf is in a tree at an index.</summary>
    /// <param name="leafHash">
    /// The leaf's hash, 32 bytes: compute it from the content by <see cref="MerkleHash.Leaf"/>.
    /// </param>
    /// <param name="index">The leaf's index, from 0.</param>
    /// <param name="size">Leaves in the tree.</param>
    /// <param name="proof">The siblings from the leaf upwards.</param>
    /// <param name="root">The tree's root, 32 bytes.</param>
    /// <returns>Why the proof is rejected, or <see cref="MerkleFailure.None"/>.</returns>
    public static MerkleFailure VerifyInclusion(
        ReadOnlySpan<byte> leafHash,
        ulong index,
        ulong size,
        IReadOnlyList<ReadOnlyMemory<byte>> proof,
        ReadOnlySpan<byte> root)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (index >= size)
        {
            return MerkleFailure.IndexOutOfRange;
        }

        if (!AreHashes(proof) || leafHash.Length != MerkleHash.Size || root.Length != MerkleHash.Size)
        {
            return MerkleFailure.WrongHashLength;
        }

        if (proof.Count != InclusionLength(index, size))
        {
            return MerkleFailure.WrongProofLength;
        }

        Span<byte> hash = stackalloc byte[MerkleHash.Size];
        leafHash.CopyTo(hash);
        ulong node = index;
        ulong last = size - 1;
        foreach (ReadOnlyMemory<byte> sibling in proof)
        {
            // Levels at which the path's node is the last one and stands alone have no sibling.
            while ((node & 1) == 0 && node == last)
            {
                node >>= 1;
                last >>= 1;
            }

            Combine(hash, sibling.Span, siblingIsLeft: (node & 1) != 0);
            node >>= 1;
            last >>= 1;
        }

        return hash.SequenceEqual(root) ? MerkleFailure.None : MerkleFailure.RootMismatch;
    }

    /// <summary>Whether a tree is what an earlier one has grown into: its first leaves are the earlier one's.</summary>
    /// <param name="firstSize">Leaves in the earlier tree, at least one, unless both trees are empty.</param>
    /// <param name="firstRoot">The earlier tree's root, 32 bytes.</param>
    /// <param name="secondSize">Leaves in the later tree.</param>
    /// <param name="secondRoot">The later tree's root, 32 bytes.</param>
    /// <param name="proof">The hashes; empty where the sizes are equal.</param>
    /// <returns>Why the proof is rejected, or <see cref="MerkleFailure.None"/>.</returns>
    public static MerkleFailure VerifyConsistency(
        ulong firstSize,
        ReadOnlySpan<byte> firstRoot,
        ulong secondSize,
        ReadOnlySpan<byte> secondRoot,
        IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (firstSize > secondSize)
        {
            return MerkleFailure.SizesOutOfOrder;
        }

        if (!AreHashes(proof) || firstRoot.Length != MerkleHash.Size || secondRoot.Length != MerkleHash.Size)
        {
            return MerkleFailure.WrongHashLength;
        }

        if (firstSize == secondSize)
        {
            return proof.Count != 0 ? MerkleFailure.WrongProofLength
                : firstRoot.SequenceEqual(secondRoot) ? MerkleFailure.None
                : MerkleFailure.RootMismatch;
        }

        if (firstSize == 0)
        {
            return MerkleFailure.EmptyFirstTree;
        }

        return VerifyGrowth(firstSize, firstRoot, secondSize, secondRoot, proof);
    }

    private static MerkleFailure VerifyGrowth(
        ulong firstSize,
        ReadOnlySpan<byte> firstRoot,
        ulong secondSize,
        ReadOnlySpan<byte> secondRoot,
        IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        // The path starts at the root of the last complete subtree of the first tree. When that is the first tree
        // itself the verifier knows its hash, and the proof leaves it out.
        int level = BitOperations.TrailingZeroCount(firstSize);
        ulong node = (firstSize - 1) >> level;
        ulong last = (secondSize - 1) >> level;
        bool known = node == 0;
        if (proof.Count != InclusionLength(node, last + 1) + (known ? 0 : 1))
        {
            return MerkleFailure.WrongProofLength;
        }

        Span<byte> first = stackalloc byte[MerkleHash.Size];
        Span<byte> second = stackalloc byte[MerkleHash.Size];
        (known ? firstRoot : proof[0].Span).CopyTo(first);
        first.CopyTo(second);
        for (int i = known ? 0 : 1; i < proof.Count; i++)
        {
            while ((node & 1) == 0 && node == last)
            {
                node >>= 1;
                last >>= 1;
            }

            // Left siblings belong to both trees, right ones to the second only.
            if ((node & 1) != 0)
            {
                Combine(first, proof[i].Span, siblingIsLeft: true);
                Combine(second, proof[i].Span, siblingIsLeft: true);
            }
            else
            {
                Combine(second, proof[i].Span, siblingIsLeft: false);
            }

            node >>= 1;
            last >>= 1;
        }

        return first.SequenceEqual(firstRoot) && second.SequenceEqual(secondRoot)
            ? MerkleFailure.None
            : MerkleFailure.RootMismatch;
    }

    // Siblings on the way from a node to the root: one per level below the point where its path meets that of the last
    // leaf, and above it one for each left sibling.
    private static int InclusionLength(ulong index, ulong size)
    {
        int apart = 64 - BitOperations.LeadingZeroCount(index ^ (size - 1));
        int above = apart == 64 ? 0 : BitOperations.PopCount(index >> apart);
        return apart + above;
    }

    private static bool AreHashes(IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        foreach (ReadOnlyMemory<byte> hash in proof)
        {
            if (hash.Length != MerkleHash.Size)
            {
                return false;
            }
        }

        return true;
    }

    private static void Combine(Span<byte> hash, ReadOnlySpan<byte> sibling, bool siblingIsLeft)
    {
        if (siblingIsLeft)
        {
            MerkleHash.WriteNode(sibling, hash, hash);
        }
        else
        {
            MerkleHash.WriteNode(hash, sibling, hash);
        }
    }
}
