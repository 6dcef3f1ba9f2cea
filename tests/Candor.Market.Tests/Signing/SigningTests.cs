using System.Security.Cryptography;
using System.Text;
using Candor.Market.Signing;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Signing;

public sealed class SigningTests
{
    private const string Type = "application/vnd.candor.v1.JoinMarketPayload+protobuf";

    // The example of the DSSE specification, protocol.md.
    [Fact]
    public void Encode_ExampleOfTheSpecification_GivesItsBytes() => Assert.Equal(
        "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
        Encoding.UTF8.GetString(PreAuthenticationEncoding.Encode(
            "http://example.com/HelloWorld", "hello world"u8)));

    [Fact]
    public void Encode_TypeBeyondAscii_CountsBytes() => Assert.Equal(
        "DSSEv1 2 é 0 ", Encoding.UTF8.GetString(PreAuthenticationEncoding.Encode("é", [])));

    [Fact]
    public void TryVerify_Signed_Holds()
    {
        var key = new TestKey();
        SignedEnvelope envelope = key.Sign(Type, "payload"u8.ToArray());
        Assert.True(AuthenticatedEnvelope.TryVerify(envelope, Type, key.Public, out var authenticated, out _));
        Assert.Equal(key.Public, authenticated.Key);
        Assert.Same(envelope, authenticated.Envelope);
    }

    [Fact]
    public void TryVerify_OtherType_IsRefused() => AssertRefused(
        RejectionReason.PayloadTypeMismatch, envelope => envelope with { PayloadType = "text/plain" });

    [Fact]
    public void TryVerify_OtherKeyId_IsRefused() => AssertRefused(
        RejectionReason.KeyNotOnRecord, envelope => envelope with { KeyId = new TestKey().Public.KeyId });

    [Fact]
    public void TryVerify_OtherPayload_IsRefused() => AssertRefused(
        RejectionReason.SignatureInvalid, envelope => envelope with { Payload = "paylaod"u8.ToArray() });

    [Fact]
    public void TryVerify_SignatureOfAnotherKey_IsRefused() => AssertRefused(
        RejectionReason.SignatureInvalid,
        envelope => envelope with { Signature = new TestKey().Sign(Type, envelope.Payload).Signature });

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("3006020101020101")]
    public void TryVerify_SignatureMalformed_IsRefused(string hex) => AssertRefused(
        RejectionReason.SignatureInvalid, envelope => envelope with { Signature = Convert.FromHexString(hex) });

    [Fact]
    public void TryVerify_EveryByteOfTheSignatureFlipped_IsRefused()
    {
        var key = new TestKey();
        SignedEnvelope envelope = key.Sign(Type, "payload"u8.ToArray());
        for (int i = 0; i < envelope.Signature.Length; i++)
        {
            byte[] signature = envelope.Signature.ToArray();
            signature[i] ^= 0x01;
            Assert.False(AuthenticatedEnvelope.TryVerify(
                envelope with { Signature = signature }, Type, key.Public, out _, out Rejection? rejection));
            Assert.Equal(RejectionReason.SignatureInvalid, rejection.Reason);
        }
    }

    [Fact]
    public void TryParse_OtherCurve_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.False(VerificationKey.TryParse(other.ExportSubjectPublicKeyInfo(), out _, out string? fault));
        Assert.Contains("P-256", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_PointOffTheCurve_IsRefused()
    {
        byte[] encoded = Convert.FromBase64String(new TestKey().Base64);
        encoded[^1] ^= 0x01;
        Assert.False(VerificationKey.TryParse(encoded, out _, out string? fault));
        Assert.Contains("not on the curve", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_TrailingByte_IsRefused()
    {
        byte[] encoded = [.. Convert.FromBase64String(new TestKey().Base64), 0];
        Assert.False(VerificationKey.TryParse(encoded, out _, out _));
    }

    private static void AssertRefused(RejectionReason reason, Func<SignedEnvelope, SignedEnvelope> change)
    {
        var key = new TestKey();
        SignedEnvelope envelope = change(key.Sign(Type, "payload"u8.ToArray()));
        Assert.False(AuthenticatedEnvelope.TryVerify(
            envelope, Type, key.Public, out var authenticated, out var rejection));
        Assert.Null(authenticated);
        Assert.Equal(reason, rejection.Reason);
    }
}
