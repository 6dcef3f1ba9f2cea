namespace Candor.Commitments.Merkle;

/// <summary>
/// A tree of RFC 6962 that grows at its end and answers with roots of every size it has had, inclusion proofs and
/// consistency proofs. Its nodes take about 120 bytes per leaf.
/// </summary>
/// <remarks>Not safe for use from several threads while it grows.</remarks>
public sealed class MerkleTree
{
    private readonly MerkleNodes _nodes;

    /// <summary>A tree without leaves.</summary>
    public MerkleTree()
        : this(new(0, static (_, _) => throw new InvalidOperationException("All leaves are kept.")))
    {
    }

    /// <summary>A view of nodes that are kept elsewhere.</summary>
    internal MerkleTree(MerkleNodes nodes) => _nodes = nodes;

    /// <summary>Leaves so far.</summary>
    public ulong Size => _nodes.Size;

    /// <summary>Adds a leaf by its content.</summary>
    /// <returns>Its index.</returns>
    public ulong Append(ReadOnlySpan<byte> data) => AppendHash(MerkleHash.Leaf(data));

    /// <summary>Adds a leaf by its hash.</summary>
    /// <param name="leafHash">32 bytes, as <see cref="MerkleHash.Leaf"/> gives them.</param>
    /// <returns>Its index.</returns>
    /// <exception cref="ArgumentException">The hash is not 32 bytes.</exception>
    public ulong AppendHash(ReadOnlySpan<byte> leafHash)
    {
        MerkleHash.Require(leafHash, nameof(leafHash));
        _nodes.AppendHash(leafHash);
        return _nodes.Size - 1;
    }

    /// <summary>
    /// Takes the last leaves back, as a log must whose storage did not take them. Nobody may have been shown a root over
    /// them.
    /// </summary>
    /// <param name="size">How many leaves stay, at most <see cref="Size"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tree has fewer leaves.</exception>
    public void Truncate(ulong size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        _nodes.Truncate(size);
    }

    /// <summary>The hash of a leaf.</summary>
    /// <param name="index">The leaf's index.</param>
    /// <returns>32 bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The leaf is not in the tree.</exception>
    public byte[] LeafHash(ulong index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        return [.. _nodes.Hash(index, index + 1)];
    }

    /// <summary>The root over all leaves.</summary>
    public byte[] Root() => Root(Size);

    /// <summary>The root over the first leaves.</summary>
    /// <param name="size">How many leaves, at most <see cref="Size"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tree has fewer leaves.</exception>
    public byte[] Root(ulong size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        return size == 0 ? MerkleHash.EmptyRoot() : [.. _nodes.Hash(0, size)];
    }

    /// <summary>The proof that a leaf is in the tree of a size.</summary>
    /// <param name="index">The leaf's index.</param>
    /// <param name="size">The tree's size, above the index and at most <see cref="Size"/>.</param>
    /// <returns>The siblings from the leaf upwards, 32 bytes each.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The leaf is not in the tree, or the tree has fewer leaves.
    /// </exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> ProveInclusion(ulong index, ulong size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<ReadOnlyMemory<byte>>();
        (ulong start, ulong end) = (0, size);
        while (end - start > 1)
        {
            ulong middle = start + MerkleNodes.SplitOf(end - start);
            if (index < middle)
            {
                path.Add(_nodes.Hash(middle, end));
                end = middle;
            }
            else
            {
                path.Add(_nodes.Hash(start, middle));
                start = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>The proof that a tree has grown from an earlier one (RFC 6962 section 2.1.2).</summary>
    /// <param name="firstSize">The earlier size, at most the later one.</param>
    /// <param name="secondSize">The later size, at most <see cref="Size"/>.</param>
    /// <returns>32 bytes each; empty where the sizes are equal or the first is zero.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The sizes are out of order or above the tree's.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> ProveConsistency(ulong firstSize, ulong secondSize)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(secondSize, Size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstSize, secondSize);
        var path = new List<ReadOnlyMemory<byte>>();
        if (firstSize == 0 || firstSize == secondSize)
        {
            return path;
        }

        // SUBPROOF: down to the last complete subtree of the first tree, whose own hash is left out where it is the
        // whole first tree.
        (ulong start, ulong end) = (0, secondSize);
        while (end != firstSize)
        {
            ulong middle = start + MerkleNodes.SplitOf(end - start);
            if (firstSize <= middle)
            {
                path.Add(_nodes.Hash(middle, end));
                end = middle;
            }
            else
            {
                path.Add(_nodes.Hash(start, middle));
                start = middle;
            }
        }

        if (start != 0)
        {
            path.Add(_nodes.Hash(start, end));
        }

        path.Reverse();
        return path;
    }
}
