using System.Security.Cryptography;
using Candor.Commitments.Hashing;

namespace Candor.Commitments.Contributions;

/// <summary>
/// What stands for a vector in signed messages: SHA-256 of the fields label, kind and LE64 of the number of its
/// elements, then the elements, 32 bytes each.
/// </summary>
internal static class VectorDigest
{
    /// <summary>Bytes of a digest.</summary>
    internal const int Size = SHA256.HashSizeInBytes;

    /// <summary>Bytes of an element.</summary>
    internal const int ElementSize = 32;

    /// <summary>The digest of a vector that is held.</summary>
    internal static byte[] Of(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> elements)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(new PrefixedFields(ProtocolLabels.Vector)
            .Add(kind).Add((ulong)(elements.Length / ElementSize)).ToArray());
        hash.AppendData(elements);
        return hash.GetHashAndReset();
    }
}
