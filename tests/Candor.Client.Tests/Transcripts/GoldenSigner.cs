using System.Security.Cryptography;
using System.Text;
using Candor.Market.Signing;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Candor.Client.Tests.Transcripts;

/// <summary>A P-256 identity of the golden market. Its private scalar is SHA-256("candor golden market/" ‖ name), known
/// to everybody, and its signatures are those of RFC 6979, so that the market's bytes come out the same each
/// time; with the low s that version 2 asks for, where
/// a test wants it.</summary>
internal sealed class GoldenSigner
{
    private readonly bool _lowS;
    private readonly ECDsaSigner _signer = new(new HMacDsaKCalculator(new Sha256Digest()));

    internal GoldenSigner(string name, bool lowS = false)
    {
        _lowS = lowS;
        X9ECParameters curve = NistNamedCurves.GetByName("P-256");
        byte[] seed = SHA256.HashData(Encoding.UTF8.GetBytes("candor golden market/" + name));
        var scalar = new Org.BouncyCastle.Math.BigInteger(1, seed);
        var domain = new ECDomainParameters(curve.Curve, curve.G, curve.N, curve.H);
        _signer.Init(true, new ECPrivateKeyParameters(scalar, domain));
        byte[] encoded =
        [
            .. Convert.FromHexString("3059301306072a8648ce3d020106082a8648ce3d030107034200"),
            .. curve.G.Multiply(scalar).Normalize().GetEncoded(false),
        ];
        Key = VerificationKey.TryParse(encoded, out VerificationKey? key, out string? fault)
            ? key
            : throw new FormatException(fault);
    }

    internal VerificationKey Key { get; }

    internal string PublicKey => Convert.ToBase64String(Key.SubjectPublicKeyInfo.Span);

    internal SignedEnvelope Sign(string type, ReadOnlySpan<byte> payload)
    {
        byte[] encoded = PreAuthenticationEncoding.Encode(type, payload);
        Org.BouncyCastle.Math.BigInteger[] pair = _signer.GenerateSignature(SHA256.HashData(encoded));
        byte[] signature = new DerSequence(new DerInteger(pair[0]), new DerInteger(pair[1])).GetDerEncoded();
        return new SignedEnvelope(
            type, payload.ToArray(), Key.KeyId, _lowS ? EcdsaSignature.WithLowS(signature) : signature);
    }
}
