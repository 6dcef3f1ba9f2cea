using Candor.Market.Signing;

namespace Candor.Market.Audits;

/// <summary>Signs a validator's verdicts. Whoever decides an audit hands it in, as it hands in randomness: the rules
/// hold no key, and know of a refusal's encoding only that it has one.</summary>
public interface IVerdictSigner
{
    /// <summary>The key that signs.</summary>
    VerificationKey Key { get; }

    /// <summary>Signs an attestation (statement 5), payload type
    /// <c>application/vnd.candor.v1.Attestation</c>.</summary>
    /// <param name="attestation">The exact bytes.</param>
    /// <returns>The envelope.</returns>
    SignedEnvelope Attest(ReadOnlySpan<byte> attestation);

    /// <summary>Signs a refusal, payload type
    /// <c>application/vnd.candor.v1.RefuseCommitmentPayload+protobuf</c>.</summary>
    /// <param name="audit">The audit that failed.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="position">The position of the tag to blame, where there is one; in version 2 it is not
    /// signed.</param>
    /// <returns>The envelope.</returns>
    SignedEnvelope Refuse(AuditState audit, AuditRefusal refusal, ulong? position);

    /// <summary>Signs how many records two commitments share, payload type
    /// <c>application/vnd.candor.v1.OverlapPayload+protobuf</c>.</summary>
    /// <param name="overlap">The overlap check.</param>
    /// <param name="sharedRecords">How many records both have.</param>
    /// <param name="debitedRecords">How many of these the later one had not been debited for before.</param>
    /// <returns>The envelope.</returns>
    SignedEnvelope Count(OverlapState overlap, ulong sharedRecords, ulong debitedRecords);

    /// <summary>Signs what is asked of a participant's statistics (statement 8), for this participant alone, payload type
    /// <c>application/vnd.candor.v1.ProjectionsPayload+protobuf</c>.</summary>
    /// <param name="audit">The audit with which ρ was drawn.</param>
    /// <param name="statistics">What the participant has committed to.</param>
    /// <param name="bounds">The interval of each projection.</param>
    /// <returns>The envelope.</returns>
    SignedEnvelope OpenProjections(AuditState audit, CommittedStatistics statistics, ReadOnlyMemory<byte> bounds);

    /// <summary>Signs whether a participant's statistics are near the audited records, payload type
    /// <c>application/vnd.candor.v1.StatisticsVerdictPayload+protobuf</c>.</summary>
    /// <param name="audit">The audit with which ρ was drawn.</param>
    /// <param name="statisticsDigest">The digest of the commitments to the statistics, 32 bytes.</param>
    /// <param name="isNear">Whether they are.</param>
    /// <returns>The envelope.</returns>
    SignedEnvelope JudgeNearness(AuditState audit, ReadOnlyMemory<byte> statisticsDigest, bool isNear);
}
