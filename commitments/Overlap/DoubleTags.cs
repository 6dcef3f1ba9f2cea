using System.Runtime.InteropServices;
using Candor.Commitments.Datasets;

namespace Candor.Commitments.Overlap;

/// <summary>Double tags that have been checked, in the order of the tags that were multiplied.</summary>
/// <remarks>Immutable and safe for use from many threads.</remarks>
public sealed class DoubleTags
{
    private readonly byte[] _bytes;

    internal DoubleTags(byte[] bytes) => _bytes = bytes;

    /// <summary>The number of double tags.</summary>
    public ulong Size => (ulong)(_bytes.Length / TagVerifier.TagSize);

    /// <summary>
    /// The positions of the tags whose records the other side has too. Their number is the size of the overlap. Only
    /// the owner of these tags can say which records they are.
    /// </summary>
    /// <param name="others">The other side's tags under one's own key.</param>
    /// <returns>Positions in the order of these tags, rising; empty where the datasets share no record.</returns>
    public IReadOnlyList<ulong> SharedWith(DoubleTags others)
    {
        ArgumentNullException.ThrowIfNull(others);
        var present = new HashSet<Encoding>(Encodings(others._bytes).ToArray());
        ReadOnlySpan<Encoding> mine = Encodings(_bytes);
        var shared = new List<ulong>();
        for (int i = 0; i < mine.Length; i++)
        {
            if (present.Contains(mine[i]))
            {
                shared.Add((ulong)i);
            }
        }

        return shared;
    }

    private static ReadOnlySpan<Encoding> Encodings(byte[] bytes) => MemoryMarshal.Cast<byte, Encoding>(bytes);

    // The encoding of a pseudorandom element: any word of it is a good hash.
    private readonly record struct Encoding(ulong A, ulong B, ulong C, ulong D)
    {
        public override int GetHashCode() => A.GetHashCode();
    }
}
