using Candor.Market;
using Candor.Market.Audits;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.Wire.Commands;
using Candor.Wire.Signing;

namespace Candor.Wire.Verdicts;

/// <summary>Writes verdicts and has them signed with a validator's key.</summary>
/// <param name="key">The public half of the key.</param>
/// <param name="sign">Signs with it.</param>
public sealed class VerdictSigner(VerificationKey key, SignPayload sign) : IVerdictSigner
{
    /// <inheritdoc/>
    public VerificationKey Key { get; } = key;

    /// <inheritdoc/>
    public SignedEnvelope Attest(ReadOnlySpan<byte> attestation) => sign(AttestCommitment.PayloadType, attestation);

    /// <inheritdoc/>
    public SignedEnvelope Refuse(AuditState audit, Market.AuditRefusal refusal, ulong? position)
    {
        ArgumentNullException.ThrowIfNull(audit);

        // In version 2 everyone reads the refusal, and a position says something of N.
        var claim = new RefusalClaim(
            audit.Participant,
            audit.Opened.DefinitionDigest,
            audit.CommitmentEvent,
            refusal,
            audit.Opened.MessageDigest is null ? position : null,
            audit.Opened.MessageDigest ?? default);
        return Envelopes.Sign(sign, ClaimPayloads.ToPayload(audit.Market, claim));
    }

    /// <inheritdoc/>
    public SignedEnvelope Count(OverlapState overlap, ulong sharedRecords, ulong debitedRecords)
    {
        ArgumentNullException.ThrowIfNull(overlap);
        OverlapDue due = overlap.Due;
        var claim = new OverlapClaim(
            due.DefinitionDigest,
            due.Earlier,
            due.EarlierCommitmentEvent,
            due.Later,
            due.LaterCommitmentEvent,
            sharedRecords,
            debitedRecords,
            due.EarlierMessageDigest ?? default,
            due.LaterMessageDigest ?? default);
        return Envelopes.Sign(sign, ClaimPayloads.ToPayload(due.Market, claim));
    }

    /// <inheritdoc/>
    public SignedEnvelope OpenProjections(
        AuditState audit, CommittedStatistics statistics, ReadOnlyMemory<byte> bounds)
    {
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(statistics);
        var claim = new ProjectionsClaim(
            audit.Participant,
            audit.Opened.DefinitionDigest,
            statistics.StatisticsDigest,
            statistics.Records,
            audit.ProjectionsSeed ?? default,
            bounds);
        return Envelopes.Sign(sign, ClaimPayloads.ToPayload(audit.Market, claim));
    }

    /// <inheritdoc/>
    public SignedEnvelope JudgeNearness(AuditState audit, ReadOnlyMemory<byte> statisticsDigest, bool isNear)
    {
        ArgumentNullException.ThrowIfNull(audit);
        var claim = new StatisticsVerdictClaim(
            audit.Participant, audit.Opened.DefinitionDigest, statisticsDigest, isNear);
        return Envelopes.Sign(sign, ClaimPayloads.ToPayload(audit.Market, claim));
    }
}
