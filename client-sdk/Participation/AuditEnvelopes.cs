using Candor.Client.Internal;
using Candor.V1;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Client.Participation;

/// <summary>Payloads that show a validator whose stream this is.</summary>
internal static class AuditEnvelopes
{
    // Validators take payloads that expire within the hour. Ten minutes leave room for clocks that disagree.
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(10);

    /// <summary>Signs access to the participant's audits.</summary>
    internal static Envelope Access(SigningKey key, Member member, TimeProvider time) => Envelopes.Sign(
        key,
        new AccessAuditPayload
        {
            Participant = member.Name,
            DefinitionDigest = member.Market.DefinitionDigest,
            ExpireTime = Timestamp.FromDateTimeOffset(time.GetUtcNow() + s_life),
        });
}
