using Candor.Hosting.Calls;
using Candor.Market.Audits;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.V1;
using Google.Protobuf;
using AuditRefusal = Candor.Market.AuditRefusal;

namespace Candor.Validator.Verdicts;

/// <summary>Signs verdicts with the validator's key.</summary>
internal sealed class VerdictSigner(ValidatorKey key) : IVerdictSigner
{
    /// <inheritdoc/>
    public VerificationKey Key => key.Public;

    /// <inheritdoc/>
    public SignedEnvelope Attest(ReadOnlySpan<byte> attestation) => key.Sign(AttestCommitment.PayloadType, attestation);

    /// <inheritdoc/>
    public SignedEnvelope Refuse(AuditState audit, AuditRefusal refusal, ulong? position)
    {
        var payload = new RefuseCommitmentPayload
        {
            Participant = ResourceName.OfParticipant(audit.Market, audit.Participant),
            DefinitionDigest = ByteString.CopyFrom(audit.Opened.DefinitionDigest.Span),
            CommitmentEvent = audit.CommitmentEvent,
            Refusal = (V1.AuditRefusal)refusal,
        };
        if (position is { } tag)
        {
            payload.Position = tag;
        }

        return Sign(payload);
    }

    /// <inheritdoc/>
    public SignedEnvelope Count(OverlapState overlap, ulong sharedRecords, ulong debitedRecords) => Sign(
        new OverlapPayload
        {
            Market = overlap.Due.Market,
            DefinitionDigest = ByteString.CopyFrom(overlap.Due.DefinitionDigest.Span),
            Earlier = overlap.Due.Earlier,
            EarlierCommitmentEvent = overlap.Due.EarlierCommitmentEvent,
            Later = overlap.Due.Later,
            LaterCommitmentEvent = overlap.Due.LaterCommitmentEvent,
            SharedRecords = sharedRecords,
            DebitedRecords = debitedRecords,
        });

    private SignedEnvelope Sign<TPayload>(TPayload payload)
        where TPayload : IMessage<TPayload>, new() =>
        key.Sign(EnvelopeMessages.PayloadTypeOf<TPayload>(), payload.ToByteArray());
}
