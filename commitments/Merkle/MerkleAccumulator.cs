using System.Numerics;

namespace Candor.Commitments.Merkle;

/// <summary>
/// The root of a tree whose leaves come one after the other, in 32 bytes per level: the roots of the complete subtrees
/// that the leaves so far fall into, largest first.
/// </summary>
/// <remarks>Not safe for use from several threads.</remarks>
public sealed class MerkleAccumulator
{
    // One complete subtree for each one bit of the size.
    private const int MaximumSubtrees = 64;

    private readonly byte[] _subtrees = new byte[MaximumSubtrees * MerkleHash.Size];
    private int _count;

    /// <summary>Leaves so far.</summary>
    public ulong Size { get; private set; }

    /// <summary>Adds a leaf by its content.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        MerkleHash.WriteLeaf(data, Slot(_count));
        Fold();
    }

    /// <summary>Adds a leaf by its hash.</summary>
    /// <param name="leafHash">32 bytes, as <see cref="MerkleHash.Leaf"/> gives them.</param>
    /// <exception cref="ArgumentException">The hash is not 32 bytes.</exception>
    public void AppendHash(ReadOnlySpan<byte> leafHash)
    {
        MerkleHash.Require(leafHash, nameof(leafHash));
        leafHash.CopyTo(Slot(_count));
        Fold();
    }

    /// <summary>The root over the leaves so far; more may follow.</summary>
    public byte[] Root()
    {
        if (_count == 0)
        {
            return MerkleHash.EmptyRoot();
        }

        byte[] root = Slot(_count - 1).ToArray();
        for (int i = _count - 2; i >= 0; i--)
        {
            MerkleHash.WriteNode(Slot(i), root, root);
        }

        return root;
    }

    /// <summary>Another one with the same leaves, which grows by itself.</summary>
    public MerkleAccumulator Copy()
    {
        var copy = new MerkleAccumulator { Size = Size, _count = _count };
        _subtrees.AsSpan(0, _count * MerkleHash.Size).CopyTo(copy._subtrees);
        return copy;
    }

    /// <summary>Starts again without leaves.</summary>
    internal void Clear()
    {
        _count = 0;
        Size = 0;
    }

    // The new leaf completes one subtree for each one bit at the end of the size before it.
    private void Fold()
    {
        int merges = BitOperations.TrailingZeroCount(~Size);
        for (int i = 0; i < merges; i++)
        {
            MerkleHash.WriteNode(Slot(_count - 1), Slot(_count), Slot(_count - 1));
            _count--;
        }

        _count++;
        Size++;
    }

    private Span<byte> Slot(int i) => _subtrees.AsSpan(i * MerkleHash.Size, MerkleHash.Size);
}
