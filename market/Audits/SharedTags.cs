using System.Runtime.InteropServices;

namespace Candor.Market.Audits;

/// <summary>Finds the records that two datasets share: k_i·k_j·H2G(r) is the same from both sides.</summary>
public static class SharedTags
{
    /// <summary>The positions of the tags whose records the other side has too.</summary>
    /// <param name="mine">One's own tags times the other's key, checked, in the order of one's tags.</param>
    /// <param name="others">The other's tags times one's own key, checked.</param>
    /// <returns>Positions, rising; none where the datasets do not overlap.</returns>
    public static IReadOnlyList<ulong> Find(ReadOnlySpan<byte> mine, ReadOnlySpan<byte> others)
    {
        var present = new HashSet<DoubleTag>(others.Length / IncomingTags.TagSize);
        foreach (DoubleTag tag in MemoryMarshal.Cast<byte, DoubleTag>(others))
        {
            present.Add(tag);
        }

        var shared = new List<ulong>();
        ReadOnlySpan<DoubleTag> own = MemoryMarshal.Cast<byte, DoubleTag>(mine);
        for (int i = 0; i < own.Length; i++)
        {
            if (present.Contains(own[i]))
            {
                shared.Add((ulong)i);
            }
        }

        return shared;
    }

    // The encoding of a pseudorandom element: any word of it is a good hash.
    private readonly record struct DoubleTag(ulong A, ulong B, ulong C, ulong D)
    {
        public override int GetHashCode() => A.GetHashCode();
    }
}
