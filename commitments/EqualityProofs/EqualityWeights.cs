using System.Buffers.Binary;
using System.Security.Cryptography;
using Candor.Commitments.Group;

namespace Candor.Commitments.EqualityProofs;

/// <summary>The weights of a batch and its challenge (RFC 9497 section 2.2.1).</summary>
internal static class EqualityWeights
{
    // A length in two bytes, big-endian, before each string, as I2OSP(len, 2) of the RFC.
    private const int LengthSize = sizeof(ushort);

    /// <summary>d_i of ComputeComposites, one per pair.</summary>
    internal static Scalar[] Derive(EqualityStatement statement)
    {
        ReadOnlySpan<byte> context = statement.ContextString.Span;
        byte[] tag = ScalarTag(context);
        byte[] seed = Seed(context, statement.PublicKey.Encoding.Span);
        ReadOnlySpan<byte> bases = statement.BaseEncodings.Span;
        ReadOnlySpan<byte> images = statement.ImageEncodings.Span;
        var weights = new Scalar[statement.Bases.Length];
        ReadOnlySpan<byte> last = "Composite"u8;
        Span<byte> message = stackalloc byte[
            (4 * LengthSize) + SHA512.HashSizeInBytes + (2 * RistrettoPoint.Size) + last.Length];
        int index = WritePrefixed(message, seed);
        int rest = index + LengthSize;
        for (int i = 0; i < weights.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(message[index..], (ushort)i);
            int position = rest;
            position += WritePrefixed(message[position..], Element(bases, i));
            position += WritePrefixed(message[position..], Element(images, i));
            last.CopyTo(message[position..]);
            weights[i] = HashToGroup.Scalar(message, tag);
        }

        return weights;
    }

    /// <summary>The challenge c of GenerateProof, over K, M, Z, t2 and t3.</summary>
    internal static Scalar Challenge(
        EqualityStatement statement,
        in RistrettoPoint m,
        in RistrettoPoint z,
        in RistrettoPoint t2,
        in RistrettoPoint t3)
    {
        ReadOnlySpan<byte> last = "Challenge"u8;
        Span<byte> message = stackalloc byte[(5 * (LengthSize + RistrettoPoint.Size)) + last.Length];
        int position = WritePrefixed(message, statement.PublicKey.Encoding.Span);
        Span<byte> encoding = stackalloc byte[RistrettoPoint.Size];
        foreach (RistrettoPoint point in new[] { m, z, t2, t3 })
        {
            point.WriteBytes(encoding);
            position += WritePrefixed(message[position..], encoding);
        }

        last.CopyTo(message[position..]);
        return HashToGroup.Scalar(message, ScalarTag(statement.ContextString.Span));
    }

    private static byte[] ScalarTag(ReadOnlySpan<byte> context) => [.. "HashToScalar-"u8, .. context];

    private static byte[] Seed(ReadOnlySpan<byte> context, ReadOnlySpan<byte> publicKey)
    {
        byte[] tag = [.. "Seed-"u8, .. context];
        byte[] message = new byte[(2 * LengthSize) + publicKey.Length + tag.Length];
        int position = WritePrefixed(message, publicKey);
        WritePrefixed(message.AsSpan(position), tag);
        return SHA512.HashData(message);
    }

    private static ReadOnlySpan<byte> Element(ReadOnlySpan<byte> encodings, int i) =>
        encodings.Slice(i * RistrettoPoint.Size, RistrettoPoint.Size);

    private static int WritePrefixed(Span<byte> destination, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)bytes.Length);
        bytes.CopyTo(destination[LengthSize..]);
        return LengthSize + bytes.Length;
    }
}
