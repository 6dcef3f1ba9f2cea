using Candor.Market.Signing;
using Google.Protobuf;

namespace Candor.Wire.Signing;

/// <summary>A payload under a signature that was verified. Only <see cref="SignedPayload{TPayload}.TryAuthenticate"/>
/// makes one, so that no unsigned payload becomes a command.</summary>
/// <typeparam name="TPayload">The payload's message.</typeparam>
public sealed class AuthenticatedPayload<TPayload>
    where TPayload : class, IMessage<TPayload>, new()
{
    internal AuthenticatedPayload(TPayload payload, AuthenticatedEnvelope envelope)
    {
        Payload = payload;
        Envelope = envelope;
    }

    /// <summary>What was signed, decoded.</summary>
    public TPayload Payload { get; }

    /// <summary>The exact bytes, with the key that signed them.</summary>
    public AuthenticatedEnvelope Envelope { get; }
}
