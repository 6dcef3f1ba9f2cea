using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Hosting.Calls;

/// <summary>Signed messages as calls bring them: what does not hold is rejected.</summary>
internal static class SignedMessages
{
    /// <summary>Takes an envelope from a request.</summary>
    /// <param name="message">The envelope as it arrived; null where the request has none.</param>
    /// <returns>The envelope, not verified yet.</returns>
    /// <exception cref="CallRejectedException">There is no envelope, or not one signature.</exception>
    internal static SignedEnvelope ReadEnvelope(Envelope? message)
    {
        if (Envelopes.TryRead(message, out SignedEnvelope? envelope, out FieldFault? fault))
        {
            return envelope;
        }

        throw new CallRejectedException(
            ErrorReason.InvalidRequest, $"{fault}.")
        { Violations = [new(fault.Field, fault.Description)] };
    }

    /// <summary>Decodes a request's envelope.</summary>
    /// <typeparam name="TPayload">The payload's message.</typeparam>
    /// <param name="message">The envelope as it arrived; null where the request has none.</param>
    /// <returns>The message, not verified yet.</returns>
    /// <exception cref="CallRejectedException">There is no envelope or not one signature, the payload is of another
    /// type, or it does not decode.</exception>
    internal static SignedPayload<TPayload> Read<TPayload>(Envelope? message)
        where TPayload : class, IMessage<TPayload>, new() => Read<TPayload>(ReadEnvelope(message));

    /// <summary>Decodes an envelope.</summary>
    /// <typeparam name="TPayload">The payload's message.</typeparam>
    /// <param name="envelope">The envelope.</param>
    /// <returns>The message, not verified yet.</returns>
    /// <exception cref="CallRejectedException">The payload is of another type, or it does not decode.</exception>
    internal static SignedPayload<TPayload> Read<TPayload>(SignedEnvelope envelope)
        where TPayload : class, IMessage<TPayload>, new() =>
        SignedPayload.TryRead(envelope, out SignedPayload<TPayload>? message, out Rejection? rejection)
            ? message
            : throw Rejections.ToException(rejection, null);

    /// <summary>Verifies the signature, and in version 2 that the message has its one form.</summary>
    /// <typeparam name="TPayload">The payload's message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="keyOnRecord">The key of whom the payload names.</param>
    /// <param name="version">The version of the market's definition.</param>
    /// <param name="resource">The resource that was asked for.</param>
    /// <returns>The message, authenticated.</returns>
    /// <exception cref="CallRejectedException">The key is another one, the signature does not verify, or the message is not
    /// in the form that the version asks for.</exception>
    internal static AuthenticatedPayload<TPayload> Authenticate<TPayload>(
        this SignedPayload<TPayload> message, VerificationKey keyOnRecord, int version, string resource)
        where TPayload : class, IMessage<TPayload>, new() =>
        message.TryAuthenticate(
            keyOnRecord, version, out AuthenticatedPayload<TPayload>? authenticated, out Rejection? rejection)
            ? authenticated
            : throw Rejections.ToException(rejection, resource);

    /// <summary>What makes this request the same when it comes again: the signed bytes, not the signature, which
    /// differs each time the same bytes are signed.</summary>
    /// <typeparam name="TPayload">The payload's message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="requestId">The payload's request id.</param>
    /// <returns>The identity.</returns>
    internal static RequestIdentity Identify<TPayload>(this SignedPayload<TPayload> message, string requestId)
        where TPayload : class, IMessage<TPayload>, new() =>
        new(message.Envelope.KeyId, requestId, Envelopes.BodyDigest(message.Envelope));
}
