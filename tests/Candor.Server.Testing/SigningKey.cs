using System.Security.Cryptography;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Server.Testing;

/// <summary>A key pair that signs envelopes by hand.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SigningKey()
    {
        PublicKey = _ecdsa.ExportSubjectPublicKeyInfo();
        KeyId = Convert.ToHexStringLower(SHA256.HashData(PublicKey));
    }

    public byte[] PublicKey { get; }

    public string KeyId { get; }

    public static string TypeOf(IMessage payload) => PayloadType.Of(payload);

    public Envelope Sign(IMessage payload) => Sign(TypeOf(payload), payload.ToByteArray());

    public Envelope Sign(string payloadType, byte[] payload)
    {
        byte[] signature;
        lock (_ecdsa)
        {
            signature = _ecdsa.SignData(
                PreAuthenticationEncoding.Encode(payloadType, payload),
                HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence);
        }

        return Envelopes.ToMessage(new SignedEnvelope(
            payloadType, payload, KeyId, EcdsaSignature.WithLowS(signature)));
    }

    public void Dispose() => _ecdsa.Dispose();
}
