using Candor.Client.Internal;
using Candor.V1;
using Candor.Wire.Signing;
using Candor.Wire.Times;

namespace Candor.Client.Participation;

/// <summary>Payloads that show a validator whose stream this is.</summary>
internal static class AuditEnvelopes
{
    /// <summary>Signs access to the participant's audits.</summary>
    internal static Envelope Access(SigningKey key, Member member, TimeProvider time) => key.SignMessage(new AccessAuditPayload
        {
            Participant = member.Name,
            DefinitionDigest = member.Market.DefinitionDigest,
            ExpireTime = Timestamps.ToMessage(time.GetUtcNow() + AccessRules.UsualLife),
        });
}
