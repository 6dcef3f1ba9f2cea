using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Signing;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Hosting.Calls;

/// <summary>An envelope with its decoded payload. Nothing of it is to be believed before
/// <see cref="Authenticate"/>.</summary>
/// <typeparam name="TPayload">The payload's message.</typeparam>
internal sealed class SignedMessage<TPayload>
    where TPayload : IMessage<TPayload>, new()
{
    private static readonly string s_payloadType = EnvelopeMessages.PayloadTypeOf<TPayload>();

    private readonly SignedEnvelope _envelope;

    private SignedMessage(SignedEnvelope envelope, TPayload payload)
    {
        _envelope = envelope;
        Payload = payload;
    }

    /// <summary>What the envelope says.</summary>
    internal TPayload Payload { get; }

    /// <summary>The key that the envelope names, as it says.</summary>
    internal string ClaimedKeyId => _envelope.KeyId;

    /// <summary>Decodes an envelope.</summary>
    /// <param name="envelope">The envelope as it arrived; null where the request has none.</param>
    /// <param name="parser">The payload's parser.</param>
    /// <returns>The message.</returns>
    /// <exception cref="Refusal">There is no envelope or not one signature, the payload is of another type, or it does
    /// not decode.</exception>
    internal static SignedMessage<TPayload> Read(Envelope? envelope, MessageParser<TPayload> parser)
    {
        SignedEnvelope signed = EnvelopeMessages.FromMessage(envelope);
        if (signed.PayloadType != s_payloadType)
        {
            throw new Refusal(
                ErrorReason.PayloadTypeMismatch,
                $"The envelope holds a payload of type '{signed.PayloadType}'; expected '{s_payloadType}'.");
        }

        try
        {
            return new SignedMessage<TPayload>(signed, parser.ParseFrom(signed.Payload.Span));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new Refusal(
                ErrorReason.PayloadMalformed,
                $"The payload ({signed.Payload.Length} bytes) does not decode as {new TPayload().Descriptor.Name}: "
                + e.Message);
        }
    }

    /// <summary>Verifies the signature.</summary>
    /// <param name="keyOnRecord">The key of whom the payload names.</param>
    /// <param name="resource">The resource that was asked for.</param>
    /// <returns>The envelope, authenticated.</returns>
    /// <exception cref="Refusal">The key is another one, or the signature does not verify.</exception>
    internal AuthenticatedEnvelope Authenticate(VerificationKey keyOnRecord, string resource) =>
        AuthenticatedEnvelope.TryVerify(
            _envelope, s_payloadType, keyOnRecord, out AuthenticatedEnvelope? authenticated, out Rejection? rejection)
                ? authenticated
                : throw Rejections.ToRefusal(rejection, resource);

    /// <summary>What makes this request the same when it comes again: the signed bytes, not the signature, which
    /// differs each time the same bytes are signed.</summary>
    /// <param name="requestId">The payload's request id.</param>
    /// <returns>The identity.</returns>
    internal RequestIdentity Identify(string requestId) => new(
        _envelope.KeyId, requestId, EnvelopeMessages.BodyDigest(_envelope));
}
