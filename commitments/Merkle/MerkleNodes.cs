using System.Numerics;

namespace Candor.Commitments.Merkle;

/// <summary>Writes the hash of the leaf at an index.</summary>
internal delegate void LeafHashReader(ulong index, Span<byte> destination);

/// <summary>
/// Hashes of ranges of leaves, of which the complete subtrees at and above a level are kept: 64/2^level bytes per leaf.
/// Hashes below that level are computed from the leaves when they are asked for.
/// </summary>
internal sealed class MerkleNodes
{
    private readonly int _lowestLevel;
    private readonly LeafHashReader _readLeaf;
    private readonly List<List<byte[]>> _levels = [];
    private readonly MerkleAccumulator _group = new();

    /// <param name="lowestLevel">
    /// The lowest level kept; at 0, where leaves themselves are kept, the reader is never called.
    /// </param>
    /// <param name="readLeaf">Gives a leaf's hash again.</param>
    internal MerkleNodes(int lowestLevel, LeafHashReader readLeaf)
    {
        _lowestLevel = lowestLevel;
        _readLeaf = readLeaf;
    }

    /// <summary>Leaves so far.</summary>
    internal ulong Size { get; private set; }

    /// <summary>Adds the next leaf.</summary>
    internal void AppendHash(ReadOnlySpan<byte> leafHash)
    {
        _group.AppendHash(leafHash);
        Size++;
        if ((Size & ((1UL << _lowestLevel) - 1)) == 0)
        {
            Keep(GroupRoot());
        }
    }

    /// <summary>Takes the last leaves back.</summary>
    internal void Truncate(ulong size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        for (int level = 0; level < _levels.Count; level++)
        {
            int kept = (int)(size >> (_lowestLevel + level));
            _levels[level].RemoveRange(kept, _levels[level].Count - kept);
        }

        // Of the last, incomplete group the leaves that stay are hashed again.
        _group.Clear();
        Span<byte> hash = stackalloc byte[MerkleHash.Size];
        for (ulong i = size >> _lowestLevel << _lowestLevel; i < size; i++)
        {
            _readLeaf(i, hash);
            _group.AppendHash(hash);
        }

        Size = size;
    }

    /// <summary>MTH of the leaves from start to before end (RFC 6962 section 2.1).</summary>
    internal byte[] Hash(ulong start, ulong end)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, Size);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, end);
        ulong count = end - start;
        int level = BitOperations.Log2(count);
        if (BitOperations.IsPow2(count) && level >= _lowestLevel)
        {
            return _levels[level - _lowestLevel][(int)(start >> level)];
        }

        if (count <= 1UL << _lowestLevel)
        {
            return HashFromLeaves(start, end);
        }

        ulong middle = start + SplitOf(count);
        return MerkleHash.Node(Hash(start, middle), Hash(middle, end));
    }

    /// <summary>The largest power of two below a count of at least two.</summary>
    internal static ulong SplitOf(ulong count) => 1UL << BitOperations.Log2(count - 1);

    private byte[] HashFromLeaves(ulong start, ulong end)
    {
        var range = new MerkleAccumulator();
        Span<byte> hash = stackalloc byte[MerkleHash.Size];
        for (ulong i = start; i < end; i++)
        {
            _readLeaf(i, hash);
            range.AppendHash(hash);
        }

        return range.Root();
    }

    private byte[] GroupRoot()
    {
        byte[] root = _group.Root();
        _group.Clear();
        return root;
    }

    private void Keep(byte[] hash)
    {
        for (int level = 0; ; level++)
        {
            if (level == _levels.Count)
            {
                _levels.Add([]);
            }

            List<byte[]> nodes = _levels[level];
            nodes.Add(hash);
            if ((nodes.Count & 1) != 0)
            {
                return;
            }

            hash = MerkleHash.Node(nodes[^2], nodes[^1]);
        }
    }
}
