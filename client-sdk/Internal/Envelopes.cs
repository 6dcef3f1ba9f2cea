using Candor.Market.Signing;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Client.Internal;

/// <summary>Payloads into signed envelopes and back.</summary>
internal static class Envelopes
{
    /// <summary>The payload type of a message: <c>application/vnd.candor.v1.{name}+protobuf</c>.</summary>
    internal static string TypeOf(IMessage payload) => $"application/vnd.candor.v1.{payload.Descriptor.Name}+protobuf";

    internal static Envelope Sign(SigningKey key, IMessage payload)
    {
        SignedEnvelope signed = key.Sign(TypeOf(payload), payload.ToByteArray());
        return new Envelope
        {
            PayloadType = signed.PayloadType,
            Payload = UnsafeByteOperations.UnsafeWrap(signed.Payload),
            Signatures =
            {
                new Signature { Keyid = signed.KeyId, Sig = UnsafeByteOperations.UnsafeWrap(signed.Signature) },
            },
        };
    }

    /// <summary>Takes an envelope from the wire.</summary>
    /// <param name="envelope">With exactly one signature.</param>
    internal static SignedEnvelope FromMessage(Envelope envelope) => new(
        envelope.PayloadType,
        envelope.Payload.Memory,
        envelope.Signatures[0].Keyid,
        envelope.Signatures[0].Sig.Memory);
}
