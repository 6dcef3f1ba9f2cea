using Candor.Client.Internal;
using Candor.V1;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Client.Participation;

/// <summary>Payloads that show a validator whose stream this is.</summary>
internal static class AuditEnvelopes
{
    /// <summary>Signs access to the participant's audits.</summary>
    internal static Envelope Access(VerifiedParticipant participant, TimeProvider time) => Envelopes.Sign(
        participant.Key,
        new AccessAuditPayload
        {
            Participant = participant.Name,
            DefinitionDigest = participant.Market.DefinitionDigest,
            ExpireTime = Timestamp.FromDateTimeOffset(time.GetUtcNow() + ParticipantHandle.SignatureLife),
        });
}
