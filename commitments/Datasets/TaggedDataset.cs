using Candor.Commitments.Merkle;

namespace Candor.Commitments.Datasets;

/// <summary>
/// A participant's dataset as it is committed to: the tags in the order of their encodings, their root, and where each
/// record was in the input. It holds about 39 bytes per record, and not the records themselves.
/// </summary>
/// <remarks>Immutable and safe for use from many threads.</remarks>
public sealed class TaggedDataset
{
    // Subtrees of 64 tags and more are kept, two bytes per record; a proof hashes at most one such group again.
    private const int KeptLevel = 6;

    private readonly TagStore _tags;
    private readonly int[] _order;
    private readonly MerkleTree _tree;
    private readonly byte[] _root;

    internal TaggedDataset(TagStore tags, int[] order, IReadOnlyList<RepeatedRecord> repeats)
    {
        _tags = tags;
        _order = order;
        Repeats = repeats;
        var nodes = new MerkleNodes(KeptLevel, (i, hash) => MerkleHash.WriteLeaf(_tags[_order[i]], hash));
        Span<byte> leafHash = stackalloc byte[MerkleHash.Size];
        foreach (int record in order)
        {
            MerkleHash.WriteLeaf(tags[record], leafHash);
            nodes.AppendHash(leafHash);
        }

        _tree = new(nodes);
        _root = _tree.Root();
    }

    /// <summary>N: the distinct records.</summary>
    public ulong Size => (ulong)_order.Length;

    /// <summary>R: the root over the tags, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Root => _root;

    /// <summary>
    /// The records that repeat an earlier one, by their positions in the input. They are left out of the dataset,
    /// unless <see cref="DatasetOptions.KeepRepeats"/> asks for them.
    /// </summary>
    public IReadOnlyList<RepeatedRecord> Repeats { get; }

    /// <summary>Where the record behind a tag was in the input, from 0.</summary>
    /// <param name="position">The tag's position in the order of encodings, below <see cref="Size"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tag.</exception>
    public long RecordPosition(ulong position) => _order[Require(position)];

    /// <summary>Copies tags in their order, 32 bytes each.</summary>
    /// <param name="first">The first tag's position.</param>
    /// <param name="destination">Room for whole tags.</param>
    /// <returns>How many tags were copied: as many as fit and remain.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The first position is above <see cref="Size"/>.</exception>
    public int CopyTags(ulong first, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Size);
        int count = (int)Math.Min(Size - first, (ulong)(destination.Length / TagVerifier.TagSize));
        for (int i = 0; i < count; i++)
        {
            _tags[_order[(int)first + i]].CopyTo(destination[(i * TagVerifier.TagSize)..]);
        }

        return count;
    }

    /// <summary>The proof that a tag is under the root at its position.</summary>
    /// <param name="position">The tag's position, below <see cref="Size"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tag.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> ProveInclusion(ulong position) =>
        _tree.ProveInclusion((ulong)Require(position), Size);

    /// <summary>The tag at a position.</summary>
    internal ReadOnlySpan<byte> Tag(ulong position) => _tags[_order[Require(position)]];

    private int Require(ulong position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Size);
        return (int)position;
    }
}
