using System.Diagnostics.CodeAnalysis;

namespace Candor.Market.Signing;

/// <summary>An envelope whose type and signature were verified. Only <see cref="TryVerify"/> makes one, and commands
/// take nothing else: an unsigned message cannot reach a market.</summary>
public sealed class AuthenticatedEnvelope
{
    private AuthenticatedEnvelope(SignedEnvelope envelope, VerificationKey key)
    {
        Envelope = envelope;
        Key = key;
    }

    /// <summary>The exact bytes.</summary>
    public SignedEnvelope Envelope { get; }

    /// <summary>The key that signed them.</summary>
    public VerificationKey Key { get; }

    /// <summary>Verifies an envelope against the key on record.</summary>
    /// <param name="envelope">The envelope as it arrived.</param>
    /// <param name="payloadType">The one type of payload that is accepted.</param>
    /// <param name="keyOnRecord">The key of the participant or operator that the payload names.</param>
    /// <param name="authenticated">The envelope with its key, where it holds.</param>
    /// <param name="rejection"><see cref="RejectionReason.PayloadTypeMismatch"/>,
    /// <see cref="RejectionReason.KeyNotOnRecord"/> or <see cref="RejectionReason.SignatureInvalid"/>, where it does
    /// not.</param>
    /// <returns>Whether the envelope holds.</returns>
    public static bool TryVerify(
        SignedEnvelope envelope,
        string payloadType,
        VerificationKey keyOnRecord,
        [NotNullWhen(true)] out AuthenticatedEnvelope? authenticated,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(keyOnRecord);
        authenticated = null;
        rejection = null;
        if (envelope.PayloadType != payloadType)
        {
            rejection = new Rejection(
                RejectionReason.PayloadTypeMismatch,
                $"The envelope holds a payload of type '{envelope.PayloadType}'; expected '{payloadType}'.");
        }
        else if (envelope.KeyId != keyOnRecord.KeyId)
        {
            rejection = new Rejection(
                RejectionReason.KeyNotOnRecord,
                $"The envelope is signed with key '{envelope.KeyId}'; the key on record is '{keyOnRecord.KeyId}'.");
        }
        else if (!keyOnRecord.Verify(
            PreAuthenticationEncoding.Encode(payloadType, envelope.Payload.Span), envelope.Signature.Span))
        {
            rejection = new Rejection(
                RejectionReason.SignatureInvalid,
                $"The signature does not verify under key '{keyOnRecord.KeyId}'; expected ECDSA P-256 with SHA-256, "
                + "in DER, over the DSSE pre-authentication encoding of the payload.");
        }
        else
        {
            authenticated = new AuthenticatedEnvelope(envelope, keyOnRecord);
            return true;
        }

        return false;
    }
}
