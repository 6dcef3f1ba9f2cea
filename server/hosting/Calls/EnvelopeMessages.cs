using System.Security.Cryptography;
using Candor.Hosting.Errors;
using Candor.Market.Signing;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Hosting.Calls;

/// <summary>Envelopes between the wire and the market.</summary>
internal static class EnvelopeMessages
{
    /// <summary>The payload type of a protobuf payload.</summary>
    /// <typeparam name="TPayload">The payload's message.</typeparam>
    /// <returns>Such as <c>application/vnd.candor.v1.JoinMarketPayload+protobuf</c>.</returns>
    internal static string PayloadTypeOf<TPayload>()
        where TPayload : IMessage<TPayload>, new() =>
        $"application/vnd.candor.v1.{new TPayload().Descriptor.Name}+protobuf";

    /// <summary>Takes an envelope from the wire.</summary>
    /// <param name="envelope">The envelope as it arrived; null where the request has none.</param>
    /// <returns>The envelope, nothing of it verified.</returns>
    /// <exception cref="Refusal">There is no envelope, or not one signature.</exception>
    internal static SignedEnvelope FromMessage(Envelope? envelope)
    {
        int signatures = envelope?.Signatures.Count ?? 0;
        new FieldChecks()
            .Require(envelope is not null, "envelope", "nothing", "a signed envelope")
            .Require(
                envelope is null || signatures == 1, "envelope.signatures", $"{signatures} signatures", "exactly one")
            .ThrowIfAny();
        Signature signature = envelope!.Signatures[0];
        return new SignedEnvelope(
            envelope.PayloadType, envelope.Payload.Memory, signature.Keyid, signature.Sig.Memory);
    }

    /// <summary>Puts an envelope on the wire.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <returns>The message.</returns>
    internal static Envelope ToMessage(SignedEnvelope envelope) => new()
    {
        PayloadType = envelope.PayloadType,
        Payload = UnsafeByteOperations.UnsafeWrap(envelope.Payload),
        Signatures =
        {
            new Signature { Keyid = envelope.KeyId, Sig = UnsafeByteOperations.UnsafeWrap(envelope.Signature) },
        },
    };

    /// <summary>What was signed, in 32 bytes.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <returns>SHA-256 of the pre-authentication encoding.</returns>
    internal static byte[] BodyDigest(SignedEnvelope envelope) =>
        SHA256.HashData(PreAuthenticationEncoding.Encode(envelope.PayloadType, envelope.Payload.Span));
}
