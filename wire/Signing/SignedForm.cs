using Candor.Market;
using Candor.Market.Signing;
using Google.Protobuf;

namespace Candor.Wire.Signing;

/// <summary>What markets of version 2 ask of a signed message beyond a signature that verifies: that neither it nor its
/// payload has another spelling. Two spellings of one message would be two messages to whoever compares digests, and one
/// payload with two readings two messages under one signature.</summary>
internal static class SignedForm
{
    private const int FirstVersion = 2;

    /// <summary>Checks a payload and its signature.</summary>
    /// <typeparam name="TPayload">The payload's message.</typeparam>
    /// <param name="version">The version of the market's definition.</param>
    /// <param name="envelope">The message, its signature verified.</param>
    /// <returns><see cref="RejectionReason.SignatureNotLowS"/> or <see cref="RejectionReason.PayloadNotCanonical"/>; null
    /// where both have their one form, or the version asks for none.</returns>
    internal static Rejection? Check<TPayload>(int version, SignedEnvelope envelope)
        where TPayload : class, IMessage<TPayload>, new() =>
        CheckSignature(version, envelope) ?? CheckPayload<TPayload>(version, envelope);

    /// <summary>Checks the signature alone, of a payload that is no protobuf message.</summary>
    /// <param name="version">The version of the market's definition.</param>
    /// <param name="envelope">The message, its signature verified.</param>
    /// <returns><see cref="RejectionReason.SignatureNotLowS"/>; null where s is low, or the version does not
    /// ask.</returns>
    internal static Rejection? CheckSignature(int version, SignedEnvelope envelope) =>
        version < FirstVersion || EcdsaSignature.HasLowS(envelope.Signature.Span)
            ? null
            : new Rejection(
                RejectionReason.SignatureNotLowS,
                $"The signature of key '{envelope.KeyId}' has the higher of its two values of s; expected the lower, n - "
                + "s.");

    /// <summary>Checks the payload alone.</summary>
    /// <typeparam name="TPayload">The payload's message.</typeparam>
    /// <param name="version">The version of the market's definition.</param>
    /// <param name="envelope">The message; its payload decodes.</param>
    /// <returns><see cref="RejectionReason.PayloadNotCanonical"/>; null where the payload has its one encoding, or the
    /// version does not ask.</returns>
    internal static Rejection? CheckPayload<TPayload>(int version, SignedEnvelope envelope)
        where TPayload : class, IMessage<TPayload>, new()
    {
        if (version < FirstVersion)
        {
            return null;
        }

        // What the parser reads it writes in one way; whatever was said twice, otherwise or needlessly comes out different.
        byte[] written = new MessageParser<TPayload>(static () => new TPayload())
            .WithDiscardUnknownFields(true)
            .ParseFrom(envelope.Payload.Span)
            .ToByteArray();
        int same = envelope.Payload.Span.CommonPrefixLength(written);
        return same == written.Length && same == envelope.Payload.Length
            ? null
            : new Rejection(
                RejectionReason.PayloadNotCanonical,
                $"The payload ({envelope.Payload.Length} bytes) differs at byte {same} from the one encoding of what it "
                + $"says ({written.Length} bytes); expected ascending fields, none unknown, repeated or at its default, "
                + "least varints, packed numbers (protos/SIGNING.md).");
    }
}
