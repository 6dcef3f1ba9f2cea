using System.Security.Cryptography;
using Candor.Market.Signing;

namespace Candor.Wire.Tests.Support;

/// <summary>A key pair that signs what a test tells it to.</summary>
internal sealed class TestKey
{
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal TestKey()
    {
        Assert.True(VerificationKey.TryParse(_ecdsa.ExportSubjectPublicKeyInfo(), out VerificationKey? key, out _));
        Public = key;
    }

    internal VerificationKey Public { get; }

    internal SignedEnvelope Sign(string payloadType, ReadOnlySpan<byte> payload)
    {
        byte[] encoded = PreAuthenticationEncoding.Encode(payloadType, payload);
        lock (_ecdsa)
        {
            return new SignedEnvelope(
                payloadType,
                payload.ToArray(),
                Public.KeyId,
                EcdsaSignature.WithLowS(_ecdsa.SignData(
                    encoded, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
        }
    }
}
