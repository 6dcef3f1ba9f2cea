using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Candor.Market.Signing;

/// <summary>The public half of an identity: ECDSA on P-256. Immutable and thread-safe.</summary>
public sealed class VerificationKey : IEquatable<VerificationKey>
{
    /// <summary>Length in bytes of the one accepted encoding: SubjectPublicKeyInfo with an uncompressed point.</summary>
    public const int EncodedLength = 91;

    private static readonly byte[] s_prefix = Convert.FromHexString(
        "3059301306072A8648CE3D020106082A8648CE3D03010703420004");

    private readonly byte[] _encoded;

    private VerificationKey(byte[] encoded)
    {
        _encoded = encoded;
        KeyId = Convert.ToHexStringLower(SHA256.HashData(encoded));
    }

    /// <summary>The key's name in envelopes: lower-case hexadecimal SHA-256 of
    /// <see cref="SubjectPublicKeyInfo"/>.</summary>
    public string KeyId { get; }

    /// <summary>The encoding in DER, <see cref="EncodedLength"/> bytes.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo => _encoded;

    /// <summary>Reads a key. One encoding a key: two spellings of one key would be two identities.</summary>
    /// <param name="encoded">SubjectPublicKeyInfo in DER, P-256, uncompressed point, nothing after it.</param>
    /// <param name="key">The key, where the encoding is right.</param>
    /// <param name="fault">What is wrong with the encoding, where it is not.</param>
    /// <returns>Whether the encoding is right and the point is on the curve.</returns>
    public static bool TryParse(
        ReadOnlySpan<byte> encoded,
        [NotNullWhen(true)] out VerificationKey? key,
        [NotNullWhen(false)] out string? fault)
    {
        key = null;
        fault = null;
        if (encoded.Length != EncodedLength || !encoded.StartsWith(s_prefix))
        {
            fault = $"{encoded.Length} bytes; expected SubjectPublicKeyInfo in DER, {EncodedLength} bytes, "
                + "an uncompressed point on P-256";
            return false;
        }

        try
        {
            using ECDsa _ = Import(encoded);
        }
        catch (CryptographicException)
        {
            fault = "the point is not on the curve P-256";
            return false;
        }

        key = new VerificationKey(encoded.ToArray());
        return true;
    }

    /// <summary>Verifies a signature.</summary>
    /// <param name="data">The signed bytes; they are hashed with SHA-256.</param>
    /// <param name="signature">An ASN.1 sequence of r and s in strict DER; s may be low or high.</param>
    /// <returns>Whether this key made the signature over these bytes; false for any malformed signature, see
    /// <see cref="EcdsaSignature.TryParse"/>.</returns>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        // The platform reads more than DER, and how much more depends on its version.
        if (!EcdsaSignature.TryParse(signature, out _))
        {
            return false;
        }

        using ECDsa ecdsa = Import(_encoded);
        return ecdsa.VerifyData(
            data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <inheritdoc/>
    public bool Equals(VerificationKey? other) => other is not null && _encoded.AsSpan().SequenceEqual(other._encoded);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VerificationKey);

    /// <inheritdoc/>
    public override int GetHashCode() => KeyId.GetHashCode(StringComparison.Ordinal);

    /// <summary>The <see cref="KeyId"/>.</summary>
    /// <returns>64 hexadecimal digits.</returns>
    public override string ToString() => KeyId;

    // An ECDsa holds a native handle and promises no thread-safety, so each use imports its own.
    private static ECDsa Import(ReadOnlySpan<byte> encoded)
    {
        ECDsa ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportSubjectPublicKeyInfo(encoded, out _);
            return ecdsa;
        }
        catch
        {
            ecdsa.Dispose();
            throw;
        }
    }
}
