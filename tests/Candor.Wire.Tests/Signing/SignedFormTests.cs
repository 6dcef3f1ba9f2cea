using System.Text.Json;
using Candor.Commitments.Tests.Mutations.Shared;
using Candor.Market;
using Candor.Market.Signing;
using Candor.Wire.Commands;
using Candor.Wire.Signing;
using Candor.Wire.Tests.Support;
using Candor.Wire.Verdicts;
using Google.Protobuf;

namespace Candor.Wire.Tests.Signing;

/// <summary>The one encoding of payloads and the one form of signatures, which version 2 asks for.</summary>
public sealed class SignedFormTests
{
    private static readonly TestKey s_key = new();

    public static TheoryData<string, string, bool, string> Encodings
    {
        get
        {
            using JsonDocument vectors = JsonDocument.Parse(File.ReadAllText(
                Path.Combine(AppContext.BaseDirectory, "golden", "signing", "encodings-v2.json")));
            var data = new TheoryData<string, string, bool, string>();
            foreach (JsonElement vector in vectors.RootElement.GetProperty("payloads").EnumerateArray())
            {
                data.Add(
                    vector.GetProperty("message").GetString()!,
                    vector.GetProperty("what").GetString()!,
                    vector.GetProperty("canonical").GetBoolean(),
                    vector.GetProperty("payload").GetString()!);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Payload_OfTheVectors_IsTakenInItsOneEncodingAlone(string message, string what, bool isCanonical, string payload)
    {
        byte[] bytes = Convert.FromHexString(payload);
        Rejection? rejection = message switch
        {
            nameof(V1.JoinMarketPayload) => Authenticate<V1.JoinMarketPayload>(bytes, 2),
            nameof(V1.SubmitReportPayload) => Authenticate<V1.SubmitReportPayload>(bytes, 2),
            nameof(V1.CreateMarketPayload) => Authenticate<V1.CreateMarketPayload>(bytes, 2),
            nameof(V1.RefuseCommitmentPayload) => Authenticate<V1.RefuseCommitmentPayload>(bytes, 2),
            nameof(V1.ReadMarketPayload) => Authenticate<V1.ReadMarketPayload>(bytes, 2),
            _ => throw new ArgumentOutOfRangeException(nameof(message), message, what),
        };

        Assert.Equal(isCanonical ? null : RejectionReason.PayloadNotCanonical, rejection?.Reason);
    }

    [Fact]
    public void Payload_InAnotherEncoding_IsTakenInVersion1() => Assert.Null(Authenticate<V1.JoinMarketPayload>(
        [.. new V1.JoinMarketPayload { Participant = "p", RequestId = "r" }.ToByteArray(), 0x78, 0x01], 1));

    [Fact]
    public void Signature_WithTheHigherS_IsTakenInVersion1Alone()
    {
        SignedEnvelope envelope = Envelopes.Sign(s_key.Sign, new V1.JoinMarketPayload { RequestId = "r" });
        SignedEnvelope high = HighS(envelope);

        Assert.Null(Authenticate<V1.JoinMarketPayload>(high, 1));
        Assert.Equal(RejectionReason.SignatureNotLowS, Authenticate<V1.JoinMarketPayload>(high, 2)?.Reason);
        Assert.Null(Authenticate<V1.JoinMarketPayload>(envelope, 2));
    }

    [Fact]
    public void Verdict_InAnotherForm_IsRejectedInVersion2()
    {
        var market = new WireMarket(version: 2);
        SignedEnvelope refusal = Envelopes.Sign(
            market.Validator.Sign, ClaimPayloads.ToPayload(WireMarket.Name, market.Refusal(0)));
        SignedEnvelope overlap = Envelopes.Sign(
            market.Validator.Sign, ClaimPayloads.ToPayload(WireMarket.Name, market.Overlap()));
        SignedEnvelope attestation = market.Validator.Sign("application/vnd.candor.v1.Attestation", [1]);

        foreach (SignedEnvelope verdict in (SignedEnvelope[])[refusal, overlap, attestation])
        {
            Assert.Null(Verdict(market, verdict));
            Assert.Equal(RejectionReason.SignatureNotLowS, Verdict(market, HighS(verdict)));
        }

        foreach (SignedEnvelope verdict in (SignedEnvelope[])[refusal, overlap])
        {
            SignedEnvelope longer = market.Validator.Sign(
                verdict.PayloadType, (byte[])[.. verdict.Payload.Span, 0xF8, 0x01, 0x01]);
            Assert.Equal(RejectionReason.PayloadNotCanonical, Verdict(market, longer));
        }
    }

    private static RejectionReason? Verdict(WireMarket market, SignedEnvelope verdict) =>
        VerdictCommands.TryRead(market.State, verdict, WireMarket.Now, out _, out Rejection? rejection)
            ? null
            : rejection.Reason;

    private static SignedEnvelope HighS(SignedEnvelope envelope) => EcdsaSignature.HasLowS(envelope.Signature.Span)
        ? envelope with { Signature = SignatureMutations.Twin(envelope.Signature.Span) }
        : envelope;

    private static Rejection? Authenticate<TPayload>(byte[] payload, int version)
        where TPayload : class, IMessage<TPayload>, new() =>
        Authenticate<TPayload>(s_key.Sign(PayloadType.Of<TPayload>(), payload), version);

    private static Rejection? Authenticate<TPayload>(SignedEnvelope envelope, int version)
        where TPayload : class, IMessage<TPayload>, new()
    {
        Assert.True(SignedPayload.TryRead<TPayload>(envelope, out var message, out _));
        _ = message.TryAuthenticate(s_key.Public, version, out _, out Rejection? rejection);
        return rejection;
    }
}
