using System.Collections;
using System.Runtime.InteropServices;

namespace Candor.Market.Audits;

/// <summary>A block of one side's double tags, against which all of the other side's are held as they are read. Who counts block
/// by block needs memory for one block, however many records the two have.</summary>
/// <remarks>About 60 bytes a tag. Not safe for use from several threads.</remarks>
public sealed class SharedTagBlock
{
    private readonly Dictionary<DoubleTag, int> _offsets;
    private readonly BitArray _shared;
    private readonly ulong _first;

    /// <summary>Takes a block.</summary>
    /// <param name="first">The position of its first tag.</param>
    /// <param name="mine">One's own tags times the other's key, checked, in the order of one's tags; 32 bytes each.</param>
    public SharedTagBlock(ulong first, ReadOnlySpan<byte> mine)
    {
        ReadOnlySpan<DoubleTag> tags = MemoryMarshal.Cast<byte, DoubleTag>(mine);
        _first = first;
        _shared = new BitArray(tags.Length);
        _offsets = new Dictionary<DoubleTag, int>(tags.Length);
        for (int i = 0; i < tags.Length; i++)
        {
            // Double tags of distinct tags are distinct: one key multiplies all of them.
            _offsets[tags[i]] = i;
        }
    }

    /// <summary>Holds some of the other's double tags against the block.</summary>
    /// <param name="others">The other's tags times one's own key, checked, in any order; 32 bytes each.</param>
    public void Meet(ReadOnlySpan<byte> others)
    {
        foreach (DoubleTag tag in MemoryMarshal.Cast<byte, DoubleTag>(others))
        {
            if (_offsets.TryGetValue(tag, out int offset))
            {
                _shared[offset] = true;
            }
        }
    }

    /// <summary>The positions in this block whose records the other side has too, among those it was held against.</summary>
    /// <returns>Positions, rising.</returns>
    public IReadOnlyList<ulong> Shared()
    {
        var positions = new List<ulong>();
        for (int i = 0; i < _shared.Length; i++)
        {
            if (_shared[i])
            {
                positions.Add(_first + (ulong)i);
            }
        }

        return positions;
    }

    // The encoding of a pseudorandom element: any word of it is a good hash.
    private readonly record struct DoubleTag(ulong A, ulong B, ulong C, ulong D)
    {
        public override int GetHashCode() => A.GetHashCode();
    }
}
