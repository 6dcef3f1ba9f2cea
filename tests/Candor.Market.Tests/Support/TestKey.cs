using System.Security.Cryptography;
using Candor.Market.Signing;

namespace Candor.Market.Tests.Support;

/// <summary>A signer for tests: the private half lives in the SDK, which this layer does not know.</summary>
internal sealed class TestKey
{
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal TestKey()
    {
        byte[] encoded = _ecdsa.ExportSubjectPublicKeyInfo();
        Base64 = Convert.ToBase64String(encoded);
        Assert.True(VerificationKey.TryParse(encoded, out VerificationKey? key, out _));
        Public = key;
    }

    internal VerificationKey Public { get; }

    internal string Base64 { get; }

    internal SignedEnvelope Sign(string payloadType, ReadOnlyMemory<byte> payload) => new(
        payloadType,
        payload,
        Public.KeyId,
        _ecdsa.SignData(
            PreAuthenticationEncoding.Encode(payloadType, payload.Span),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence));
}
