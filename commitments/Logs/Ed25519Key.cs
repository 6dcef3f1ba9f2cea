using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Candor.Commitments.Group;

namespace Candor.Commitments.Logs;

/// <summary>
/// An Ed25519 public key that verifies (RFC 8032 section 5.1.7, the equation without the cofactor). It takes what
/// libsodium takes and nothing else: of a key and of a signature there is one encoding, and no point of small order,
/// under which one signature would fit many texts.
/// </summary>
internal sealed class Ed25519Key
{
    internal const int Size = 32;
    internal const int SignatureSize = 64;

    private readonly byte[] _encoding;
    private readonly RistrettoPoint _negative;

    private Ed25519Key(byte[] encoding, in RistrettoPoint point)
    {
        _encoding = encoding;
        _negative = -point;
    }

    /// <summary>The 32 bytes.</summary>
    internal ReadOnlyMemory<byte> Encoding => _encoding;

    /// <summary>Reads a key; false when the bytes are not the encoding of a point, or that is of small order.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Ed25519Key? key)
    {
        key = EdwardsEncoding.TryParse(bytes, out RistrettoPoint point) && !EdwardsEncoding.IsOfSmallOrder(point)
            ? new(bytes.ToArray(), point)
            : null;
        return key is not null;
    }

    /// <summary>Whether a signature, R and then S, is this key's under a text.</summary>
    internal bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize ||
            !Scalar.TryParse(signature[EdwardsEncoding.Size..], out Scalar s))
        {
            return false;
        }

        ReadOnlySpan<byte> r = signature[..EdwardsEncoding.Size];
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        using (var hasher = IncrementalHash.CreateHash(HashAlgorithmName.SHA512))
        {
            hasher.AppendData(r);
            hasher.AppendData(_encoding);
            hasher.AppendData(text);
            hasher.GetHashAndReset(hash);
        }

        // R = S·B - k·A, compared as bytes: another encoding of R, or one of no point, differs. The sum is exact on the
        // whole curve, so that also a key with a part of small order gets libsodium's verdict.
        RistrettoPoint expected = MultiscalarMultiplication.Straus(
            [s], [PedersenGenerators.Value], [Scalar.FromWideBytes(hash)], [_negative]);
        Span<byte> expectedR = stackalloc byte[EdwardsEncoding.Size];
        EdwardsEncoding.Write(expected, expectedR);
        return r.SequenceEqual(expectedR) && !EdwardsEncoding.IsOfSmallOrder(expected);
    }
}
