using System.Security.Cryptography;
using System.Text;
using Candor.Commitments.Tests.Mutations.Shared;
using Candor.Market.Signing;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Mutations;

/// <summary>
/// Envelopes and public keys, mutated. None verifies and none throws. <see cref="MutationPlan"/> has the counts and the
/// variable for longer runs.
/// </summary>
public sealed class SigningMutationTests
{
    private const string Type = "application/vnd.candor.v1.JoinMarketPayload+protobuf";
    private const string OtherType = "application/vnd.candor.v1.SettleMarketPayload+protobuf";

    private static readonly TestKey s_key = new();
    private static readonly TestKey s_otherKey = new();
    private static readonly SignedEnvelope s_honest = s_key.Sign(Type, Encoding.UTF8.GetBytes("join p0 request-1"));
    private static readonly SignedEnvelope[] s_others =
    [
        s_key.Sign(Type, Encoding.UTF8.GetBytes("join p0 request-2")),
        s_key.Sign(OtherType, s_honest.Payload),
        s_otherKey.Sign(Type, s_honest.Payload),
    ];

    [Fact]
    public void Envelope_Mutated_NeverVerifies()
    {
        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(MutationPlan.Envelope, Draw, envelope =>
            AuthenticatedEnvelope.TryVerify(envelope, Type, s_key.Public, out _, out Rejection? rejection)
                ? null
                : $"{rejection.Reason}");

        RejectionReason[] expected =
        [
            RejectionReason.PayloadTypeMismatch, RejectionReason.KeyNotOnRecord, RejectionReason.SignatureInvalid,
        ];
        Assert.Equal(expected.Select(reason => $"{reason}").Order(), reasons.Keys.Order());
    }

    // The rule for the signature that anybody can make of another: it verifies, and the message is the same one, since
    // payload, type and key make a message. The server's tests show that it has no second effect.
    [Fact]
    public void Envelope_TwinSignature_IsTheSameMessage()
    {
        SignedEnvelope twin = s_honest with { Signature = SignatureMutations.Twin(s_honest.Signature.Span) };
        Assert.False(twin.Signature.Span.SequenceEqual(s_honest.Signature.Span));

        Assert.True(AuthenticatedEnvelope.TryVerify(twin, Type, s_key.Public, out var authenticated, out _));

        Assert.Equal(s_key.Public, authenticated.Key);
        Assert.True(authenticated.Envelope.Payload.Span.SequenceEqual(s_honest.Payload.Span));
    }

    [Fact]
    public void PublicKey_Mutated_IsNoneOrAnotherOne()
    {
        byte[] honest = s_key.Public.SubjectPublicKeyInfo.ToArray();
        byte[] other = s_otherKey.Public.SubjectPublicKeyInfo.ToArray();
        byte[] signed = PreAuthenticationEncoding.Encode(Type, s_honest.Payload.Span);

        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(
            MutationPlan.PublicKey,
            random => random.Next(10) == 0 ? OtherPoint(random, honest) : ByteMutations.Draw(random, honest, other),
            mutated =>
                !VerificationKey.TryParse(mutated, out VerificationKey? key, out _) ? "NoKey"
                : key.KeyId != s_key.Public.KeyId && !key.Verify(signed, s_honest.Signature.Span) ? "AnotherKey"
                : null);

        Assert.Equal(["AnotherKey", "NoKey"], reasons.Keys.Order());
    }

    private static Mutation<SignedEnvelope>? Draw(Random random)
    {
        SignedEnvelope other = s_others[random.Next(s_others.Length)];
        switch (random.Next(7))
        {
            case 0:
                return ByteMutations.Draw(random, Encoding.UTF8.GetBytes(Type), Encoding.UTF8.GetBytes(OtherType))
                    is { } type
                    ? new(s_honest with { PayloadType = Encoding.UTF8.GetString(type.Value) }, $"type: {type.What}")
                    : null;
            case 1:
                return ByteMutations.Draw(
                    random, Encoding.UTF8.GetBytes(s_honest.KeyId), Encoding.UTF8.GetBytes(s_otherKey.Public.KeyId))
                    is { } id
                    ? new(s_honest with { KeyId = Encoding.UTF8.GetString(id.Value) }, $"key id: {id.What}")
                    : null;
            case 2:
                return ByteMutations.Draw(random, s_honest.Payload.Span, other.Payload.ToArray()) is { } payload
                    ? new(s_honest with { Payload = payload.Value }, $"payload: {payload.What}")
                    : null;
            case 3:
                return ByteMutations.Draw(random, s_honest.Signature.Span, other.Signature.ToArray()) is { } bytes
                    ? new(s_honest with { Signature = bytes.Value }, $"signature: {bytes.What}")
                    : null;
            case 4:
                return new(s_honest with { Signature = other.Signature }, "the signature of another message");
            case 5:
                return new(other with { PayloadType = Type, KeyId = s_honest.KeyId, Payload = s_honest.Payload },
                    "another message's signature under this one's names");
            default:
                return SignatureMutations.Draw(random, s_honest.Signature.Span) is { } signature
                    ? new(s_honest with { Signature = signature.Value }, signature.What)
                    : null;
        }
    }

    // The point of the same x below the axis, and points of keys that nobody knows.
    private static Mutation<byte[]> OtherPoint(Random random, byte[] honest)
    {
        if (random.Next(2) == 0)
        {
            return new Mutation<byte[]>(new TestKey().Public.SubjectPublicKeyInfo.ToArray(), "a fresh key");
        }

        using ECDsa ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(honest, out _);
        ECParameters parameters = ecdsa.ExportParameters(includePrivateParameters: false);
        byte[] prime = Convert.FromHexString("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
        var y = new System.Numerics.BigInteger(parameters.Q.Y, isUnsigned: true, isBigEndian: true);
        byte[] negated = (new System.Numerics.BigInteger(prime, isUnsigned: true, isBigEndian: true) - y)
            .ToByteArray(isUnsigned: true, isBigEndian: true);
        return new Mutation<byte[]>(
            [.. honest[..^32], .. new byte[32 - negated.Length], .. negated], "the point negated");
    }
}
