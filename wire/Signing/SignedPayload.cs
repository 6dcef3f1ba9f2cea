using System.Diagnostics.CodeAnalysis;
using Candor.Market;
using Candor.Market.Signing;
using Google.Protobuf;

namespace Candor.Wire.Signing;

/// <summary>Decodes signed payloads.</summary>
public static class SignedPayload
{
    /// <summary>Decodes an envelope's payload.</summary>
    /// <typeparam name="TPayload">The payload's message.</typeparam>
    /// <param name="envelope">The envelope as it arrived.</param>
    /// <param name="message">The message, where it decodes.</param>
    /// <param name="rejection"><see cref="RejectionReason.PayloadTypeMismatch"/> or
    /// <see cref="RejectionReason.PayloadMalformed"/>, where it does not.</param>
    /// <returns>Whether the payload is of this type and decodes.</returns>
    public static bool TryRead<TPayload>(
        SignedEnvelope envelope,
        [NotNullWhen(true)] out SignedPayload<TPayload>? message,
        [NotNullWhen(false)] out Rejection? rejection)
        where TPayload : class, IMessage<TPayload>, new()
    {
        ArgumentNullException.ThrowIfNull(envelope);
        message = null;
        rejection = null;
        string type = PayloadType.Of<TPayload>();
        if (envelope.PayloadType != type)
        {
            rejection = new Rejection(
                RejectionReason.PayloadTypeMismatch,
                $"The envelope holds a payload of type '{envelope.PayloadType}'; expected '{type}'.");
            return false;
        }

        try
        {
            var payload = new TPayload();
            payload.MergeFrom(envelope.Payload.Span);
            message = new SignedPayload<TPayload>(envelope, payload);
            return true;
        }
        catch (InvalidProtocolBufferException e)
        {
            rejection = new Rejection(
                RejectionReason.PayloadMalformed,
                $"The payload ({envelope.Payload.Length} bytes) does not decode as {new TPayload().Descriptor.Name}: "
                + e.Message);
            return false;
        }
    }
}

/// <summary>An envelope with its decoded payload. Nothing of it is to be believed before
/// <see cref="TryAuthenticate"/>.</summary>
/// <typeparam name="TPayload">The payload's message.</typeparam>
public sealed class SignedPayload<TPayload>
    where TPayload : class, IMessage<TPayload>, new()
{
    internal SignedPayload(SignedEnvelope envelope, TPayload payload)
    {
        Envelope = envelope;
        Payload = payload;
    }

    /// <summary>The envelope.</summary>
    public SignedEnvelope Envelope { get; }

    /// <summary>What it says.</summary>
    public TPayload Payload { get; }

    /// <summary>Verifies the signature, and in version 2 that neither it nor the payload has another spelling.</summary>
    /// <param name="keyOnRecord">The key of whom the payload names.</param>
    /// <param name="version">The version of the definition of the market that the payload is about.</param>
    /// <param name="authenticated">The payload with its verified envelope, where the signature holds.</param>
    /// <param name="rejection"><see cref="RejectionReason.KeyNotOnRecord"/>,
    /// <see cref="RejectionReason.SignatureInvalid"/>, <see cref="RejectionReason.SignatureNotLowS"/> or
    /// <see cref="RejectionReason.PayloadNotCanonical"/>, where it does not.</param>
    /// <returns>Whether the message holds.</returns>
    public bool TryAuthenticate(
        VerificationKey keyOnRecord,
        int version,
        [NotNullWhen(true)] out AuthenticatedPayload<TPayload>? authenticated,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        authenticated = null;
        if (!AuthenticatedEnvelope.TryVerify(
            Envelope, PayloadType.Of<TPayload>(), keyOnRecord, out AuthenticatedEnvelope? verified, out rejection))
        {
            return false;
        }

        rejection = SignedForm.Check<TPayload>(version, Envelope);
        authenticated = rejection is null
            ? new AuthenticatedPayload<TPayload>(Payload, verified)
            : null;
        return authenticated is not null;
    }
}
