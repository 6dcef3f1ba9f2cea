using System.Text.Json.Nodes;
using Candor.Market;
using Candor.Market.Signing;
using Candor.Wire.Signing;
using Candor.Wire.Tests.Support;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Wire.Tests.Signing;

public sealed class EnvelopeTests
{
    private static readonly DateTimeOffset s_now = WireMarket.Now;

    [Fact]
    public void PayloadTypes_OfEveryPayload_AreOnes()
    {
        foreach (MessageDescriptor payload in V1.PayloadsReflection.Descriptor.MessageTypes)
        {
            Assert.Equal(
                $"application/vnd.candor.v1.{payload.Name}+protobuf",
                PayloadType.Of((IMessage)Activator.CreateInstance(payload.ClrType)!));
        }

        Assert.Equal(PayloadType.Of(new V1.JoinMarketPayload()), PayloadType.Of<V1.JoinMarketPayload>());
    }

    [Fact]
    public void Envelope_Written_ReadsBack()
    {
        SignedEnvelope envelope = new TestKey().Sign("type", [1, 2, 3]);

        Assert.True(Envelopes.TryRead(Envelopes.ToMessage(envelope), out SignedEnvelope? read, out _));
        Assert.Equal((envelope.PayloadType, envelope.KeyId), (read.PayloadType, read.KeyId));
        Assert.Equal(envelope.Payload.ToArray(), read.Payload.ToArray());
        Assert.Equal(envelope.Signature.ToArray(), read.Signature.ToArray());
    }

    [Theory]
    [InlineData(-1, "envelope: found nothing, expected a signed envelope")]
    [InlineData(0, "envelope.signatures: found 0 signatures, expected exactly one")]
    [InlineData(2, "envelope.signatures: found 2 signatures, expected exactly one")]
    public void Envelope_WithoutExactlyOneSignature_IsAFault(int signatures, string expected)
    {
        V1.Envelope? message = signatures < 0
            ? null
            : new V1.Envelope { Signatures = { Enumerable.Repeat(new V1.Signature(), signatures) } };

        Assert.False(Envelopes.TryRead(message, out _, out FieldFault? fault));
        Assert.Equal(expected, fault.ToString());
    }

    [Fact]
    public void BodyDigest_OfTwoSignatures_IsTheSame()
    {
        var key = new TestKey();
        SignedEnvelope first = key.Sign("type", [1]);

        Assert.Equal(Envelopes.BodyDigest(first), Envelopes.BodyDigest(key.Sign("type", [1])));
        Assert.NotEqual(Envelopes.BodyDigest(first), Envelopes.BodyDigest(key.Sign("other", [1])));
        Assert.NotEqual(Envelopes.BodyDigest(first), Envelopes.BodyDigest(key.Sign("type", [2])));
    }

    // The documented example, which other languages are written from.
    [Fact]
    public void SignedPayload_OfTheSigningExample_IsAuthentic()
    {
        JsonNode example = JsonNode.Parse(File.ReadAllText(
            Path.Combine(AppContext.BaseDirectory, "golden", "signing", "example.json")))!;
        JsonNode join = example["join"]!;
        var envelope = new SignedEnvelope(
            (string)join["payloadType"]!,
            Hex(join["payload"]),
            (string)example["key"]!["keyid"]!,
            Hex(join["signature"]));
        Assert.True(VerificationKey.TryParse(
            Hex(example["key"]!["subjectPublicKeyInfo"]), out VerificationKey? key, out _));

        Assert.True(SignedPayload.TryRead<V1.JoinMarketPayload>(envelope, out var message, out _));
        Assert.Equal("markets/hospitals/participants/north", message.Payload.Participant);
        Assert.True(message.TryAuthenticate(key, 1, out var authenticated, out _));
        Assert.Same(envelope, authenticated.Envelope.Envelope);
        Assert.False(message.TryAuthenticate(new TestKey().Public, 1, out _, out Rejection? rejection));
        Assert.Equal(RejectionReason.KeyNotOnRecord, rejection.Reason);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(3600, null)]
    [InlineData(0, RejectionReason.PayloadExpired)]
    [InlineData(3601, RejectionReason.PayloadExpired)]
    public void Access_ByTheTimeOfItsEnd_HoldsOrNot(int seconds, RejectionReason? expected) =>
        Assert.Equal(expected, Access(Timestamp.FromDateTimeOffset(s_now.AddSeconds(seconds)))?.Reason);

    [Fact]
    public void Access_ThatEndsAtNoTime_HasExpired()
    {
        Assert.Equal(RejectionReason.PayloadExpired, Access(null)?.Reason);
        Assert.Equal(RejectionReason.PayloadExpired, Access(new Timestamp { Seconds = long.MaxValue })?.Reason);
        Assert.Equal(RejectionReason.PayloadExpired, Access(new Timestamp { Nanos = -1 })?.Reason);
    }

    [Fact]
    public void Access_ForOtherRules_IsRejected() => Assert.Equal(
        RejectionReason.DefinitionMismatch,
        AccessRules.Check(
            "markets/m", new byte[32], ByteString.Empty, Timestamp.FromDateTimeOffset(s_now.AddSeconds(1)), s_now)
            ?.Reason);

    private static Rejection? Access(Timestamp? expiry) =>
        AccessRules.Check("markets/m", [7], ByteString.CopyFrom(7), expiry, s_now);

    private static byte[] Hex(JsonNode? node) => Convert.FromHexString((string)node!);
}
