using Candor.V1;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Client.Internal;

/// <summary>Payloads into signed envelopes.</summary>
internal static class SignedMessages
{
    /// <summary>Signs a payload for the wire.</summary>
    /// <param name="key">The sender's key.</param>
    /// <param name="payload">The payload.</param>
    internal static Envelope SignMessage(this SigningKey key, IMessage payload) =>
        Envelopes.ToMessage(Envelopes.Sign(key.Sign, payload));
}
