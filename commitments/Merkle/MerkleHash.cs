using System.Security.Cryptography;

namespace Candor.Commitments.Merkle;

/// <summary>
/// The hashes of a Merkle tree (RFC 6962 section 2.1): a leaf is SHA-256(0 ‖ data), a node SHA-256(1 ‖ left ‖ right),
/// so that neither passes for the other.
/// </summary>
/// <remarks>Safe for use from many threads.</remarks>
public static class MerkleHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int MaximumOnStack = 512;

    /// <summary>The root of the tree without leaves: SHA-256 of nothing.</summary>
    public static byte[] EmptyRoot() => SHA256.HashData([]);

    /// <summary>The hash of a leaf.</summary>
    /// <param name="data">The leaf's content, of any length.</param>
    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        byte[] hash = new byte[Size];
        WriteLeaf(data, hash);
        return hash;
    }

    /// <summary>The hash of an inner node.</summary>
    /// <param name="left">32 bytes.</param>
    /// <param name="right">32 bytes.</param>
    /// <exception cref="ArgumentException">A child is not 32 bytes.</exception>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Require(left, nameof(left));
        Require(right, nameof(right));
        byte[] hash = new byte[Size];
        WriteNode(left, right, hash);
        return hash;
    }

    internal static void WriteLeaf(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        int length = 1 + data.Length;
        Span<byte> input = length <= MaximumOnStack ? stackalloc byte[MaximumOnStack] : new byte[length];
        input = input[..length];
        input[0] = LeafPrefix;
        data.CopyTo(input[1..]);
        SHA256.HashData(input, destination);
    }

    // The destination may be one of the children.
    internal static void WriteNode(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Size)];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);
        SHA256.HashData(input, destination);
    }

    internal static void Require(ReadOnlySpan<byte> hash, string name)
    {
        if (hash.Length != Size)
        {
            throw new ArgumentException($"A hash has {Size} bytes, not {hash.Length}.", name);
        }
    }
}
