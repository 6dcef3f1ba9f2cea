using System.Security.Cryptography;

namespace Candor.Market.Signing;

/// <summary>A DSSE envelope with its one signature: the exact bytes that a participant or an operator signed.</summary>
/// <param name="PayloadType">What the payload is, such as
/// <c>application/vnd.candor.v1.JoinMarketPayload+protobuf</c>.</param>
/// <param name="Payload">The signed bytes.</param>
/// <param name="KeyId">The signer's key: lower-case hexadecimal SHA-256 of its SubjectPublicKeyInfo.</param>
/// <param name="Signature">ECDSA over P-256 with SHA-256, an ASN.1 DER sequence of r and s, over
/// <see cref="PreAuthenticationEncoding"/>.</param>
public sealed record SignedEnvelope(
    string PayloadType,
    ReadOnlyMemory<byte> Payload,
    string KeyId,
    ReadOnlyMemory<byte> Signature)
{
    /// <summary>The message's digest: what was signed, in 32 bytes, the same for every signature over the same
    /// bytes.</summary>
    /// <returns>SHA-256 of the pre-authentication encoding.</returns>
    public byte[] BodyDigest() => SHA256.HashData(PreAuthenticationEncoding.Encode(PayloadType, Payload.Span));
}
