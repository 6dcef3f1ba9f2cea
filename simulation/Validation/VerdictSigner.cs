using Candor.Client;
using Candor.Client.Internal;
using Candor.Market.Audits;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.V1;
using Google.Protobuf;
using AuditRefusal = Candor.Market.AuditRefusal;

namespace Candor.Simulation.Validation;

/// <summary>Signs the simulated validator's verdicts.</summary>
/// <param name="key">Its key.</param>
internal sealed class VerdictSigner(SigningKey key) : IVerdictSigner
{
    /// <summary>The payload type of a refusal.</summary>
    internal static string RefusalType { get; } = Envelopes.TypeOf(new RefuseCommitmentPayload());

    /// <inheritdoc/>
    public VerificationKey Key => key.VerificationKey;

    /// <inheritdoc/>
    public SignedEnvelope Attest(ReadOnlySpan<byte> attestation) => key.Sign(AttestCommitment.PayloadType, attestation);

    /// <inheritdoc/>
    public SignedEnvelope Refuse(AuditState audit, AuditRefusal refusal, ulong? position)
    {
        var payload = new RefuseCommitmentPayload
        {
            Participant = ResourceNames.Participant(audit.Market, audit.Participant),
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

    private SignedEnvelope Sign(IMessage payload) => key.Sign(Envelopes.TypeOf(payload), payload.ToByteArray());
}
