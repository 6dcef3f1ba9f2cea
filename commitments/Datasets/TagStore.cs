
namespace Candor.Commitments.Datasets;

/// <summary>
/// Tags in the order of their records, in blocks so that growing copies nothing; and the order of their encodings.
/// </summary>
internal sealed class TagStore
{
    /// <summary>Tags in a block.</summary>
    internal const int BlockSize = 4096;

    private readonly List<byte[]> _blocks = [];

    /// <summary>Tags so far.</summary>
    internal int Count { get; private set; }

    /// <summary>A new block's bytes; blocks before it are full.</summary>
    internal byte[] AddBlock(int count)
    {
        if (Count % BlockSize != 0 || count is < 1 or > BlockSize)
        {
            throw new InvalidOperationException(
                $"A block of {count} after {Count} tags; blocks have 1 to {BlockSize} tags, and only the last is short.");
        }

        byte[] block = new byte[count * TagVerifier.TagSize];
        _blocks.Add(block);
        Count += count;
        return block;
    }

    /// <summary>The tag of the record at a position.</summary>
    internal ReadOnlySpan<byte> this[int record] => _blocks[record / BlockSize].AsSpan(
        record % BlockSize * TagVerifier.TagSize, TagVerifier.TagSize);

    /// <summary>
    /// The positions of the records in the order of their tags; equal tags in the order of the records.
    /// </summary>
    internal int[] Sort()
    {
        // The first eight bytes tell nearly all tags apart; sorting by them moves twelve bytes per record.
        int[] order = new int[Count];
        ulong[] prefixes = new ulong[Count];
        for (int i = 0; i < Count; i++)
        {
            order[i] = i;
            prefixes[i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(this[i]);
        }

        Array.Sort(prefixes, order);
        for (int start = 0; start < Count;)
        {
            int end = start + 1;
            while (end < Count && prefixes[end] == prefixes[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                order.AsSpan(start, end - start).Sort(Compare);
            }

            start = end;
        }

        return order;
    }

    private int Compare(int left, int right)
    {
        int byTag = this[left].SequenceCompareTo(this[right]);
        return byTag != 0 ? byTag : left.CompareTo(right);
    }
}
