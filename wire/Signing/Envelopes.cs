using System.Diagnostics.CodeAnalysis;
using Candor.Market.Signing;
using Google.Protobuf;

namespace Candor.Wire.Signing;

/// <summary>Envelopes between the wire and the market.</summary>
public static class Envelopes
{
    /// <summary>Takes an envelope from the wire.</summary>
    /// <param name="message">The envelope as it arrived; null where there is none.</param>
    /// <param name="envelope">The envelope, not verified yet.</param>
    /// <param name="fault">Why not: there is no envelope, or not exactly one signature.</param>
    /// <returns>Whether it is one envelope with one signature.</returns>
    public static bool TryRead(
        V1.Envelope? message,
        [NotNullWhen(true)] out SignedEnvelope? envelope,
        [NotNullWhen(false)] out FieldFault? fault)
    {
        envelope = null;
        fault = message switch
        {
            null => new FieldFault("envelope", "nothing", "a signed envelope"),
            { Signatures.Count: not 1 } => new FieldFault(
                "envelope.signatures", $"{message.Signatures.Count} signatures", "exactly one"),
            _ => null,
        };
        if (fault is null)
        {
            V1.Signature signature = message!.Signatures[0];
            envelope = new SignedEnvelope(
                message.PayloadType, message.Payload.Memory, signature.Keyid, signature.Sig.Memory);
        }

        return envelope is not null;
    }

    /// <summary>Puts an envelope on the wire.</summary>
    /// <param name="envelope">The envelope; its bytes must not change afterwards.</param>
    /// <returns>The message.</returns>
    public static V1.Envelope ToMessage(SignedEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return new V1.Envelope
        {
            PayloadType = envelope.PayloadType,
            Payload = UnsafeByteOperations.UnsafeWrap(envelope.Payload),
            Signatures =
            {
                new V1.Signature
                {
                    Keyid = envelope.KeyId,
                    Sig = UnsafeByteOperations.UnsafeWrap(envelope.Signature),
                },
            },
        };
    }

    /// <summary>Signs a payload.</summary>
    /// <param name="sign">Signs with the sender's key.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The envelope.</returns>
    public static SignedEnvelope Sign(SignPayload sign, IMessage payload)
    {
        ArgumentNullException.ThrowIfNull(sign);
        return sign(PayloadType.Of(payload), payload.ToByteArray());
    }

    /// <summary>What was signed, in 32 bytes: the same for every signature over the same bytes.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <returns>SHA-256 of the pre-authentication encoding.</returns>
    public static byte[] BodyDigest(SignedEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return envelope.BodyDigest();
    }
}
