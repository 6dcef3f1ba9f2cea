using Candor.Commitments.Hashing;

namespace Candor.Commitments.Group;

/// <summary>
/// Hashing to elements and to scalars: ristretto255_XMD:SHA-512_R255MAP_RO_ (RFC 9380 appendix B) and HashToScalar of
/// RFC 9497 section 4.1.
/// </summary>
internal static class HashToGroup
{
    /// <summary>An element; nobody knows its logarithm to any other base.</summary>
    /// <param name="message">What is hashed. The time depends on its length only.</param>
    /// <param name="domainSeparationTag">One to 255 bytes.</param>
    internal static RistrettoPoint Point(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag)
    {
        Span<byte> uniform = stackalloc byte[RistrettoPoint.UniformSize];
        ExpandMessage.Expand(message, domainSeparationTag, uniform);
        return RistrettoPoint.FromUniformBytes(uniform);
    }

    /// <summary>A uniform scalar: 64 bytes, little-endian, reduced modulo ℓ.</summary>
    internal static Scalar Scalar(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag)
    {
        Span<byte> uniform = stackalloc byte[Group.Scalar.WideSize];
        ExpandMessage.Expand(message, domainSeparationTag, uniform);
        return Group.Scalar.FromWideBytes(uniform);
    }
}
