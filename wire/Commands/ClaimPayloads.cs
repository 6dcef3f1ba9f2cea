using Candor.Market;
using Candor.Market.Audits;
using Candor.Wire.Answers;
using Candor.Wire.Names;
using Google.Protobuf;

namespace Candor.Wire.Commands;

/// <summary>What participants and validators claim, and the payloads in which they sign it: each pair written and read
/// here, and nowhere else.</summary>
public static class ClaimPayloads
{
    /// <summary>Writes a commitment.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="requestId">The id of the logical call.</param>
    /// <returns>The payload to sign.</returns>
    public static V1.SubmitCommitmentPayload ToPayload(string market, CommitmentClaim claim, string requestId)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return new V1.SubmitCommitmentPayload
        {
            Participant = ParticipantName.Of(market, claim.Participant),
            RequestId = requestId,
            DefinitionDigest = ByteString.CopyFrom(claim.DefinitionDigest.Span),
            Commitment = ByteString.CopyFrom(claim.Commitment.Span),
            DatasetRoot = ByteString.CopyFrom(claim.DatasetRoot.Span),
            OpeningProof = ByteString.CopyFrom(claim.OpeningProof.Span),
            RecordKey = ByteString.CopyFrom(claim.RecordKey.Span),
            Predecessor = ByteString.CopyFrom(claim.Predecessor.Span),
        };
    }

    /// <summary>Reads a commitment.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet.</returns>
    public static CommitmentClaim ToClaim(string participant, V1.SubmitCommitmentPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new CommitmentClaim(
            participant,
            payload.DefinitionDigest.Memory,
            payload.Commitment.Memory,
            payload.DatasetRoot.Memory,
            payload.OpeningProof.Memory,
            payload.RecordKey.Memory,
            payload.RequestId,
            payload.Predecessor.Memory);
    }

    /// <summary>Writes a report.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="requestId">The id of the logical call.</param>
    /// <returns>The payload to sign.</returns>
    public static V1.SubmitReportPayload ToPayload(string market, ReportClaim claim, string requestId)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return new V1.SubmitReportPayload
        {
            Participant = ParticipantName.Of(market, claim.Participant),
            RequestId = requestId,
            DefinitionDigest = ByteString.CopyFrom(claim.DefinitionDigest.Span),
            Records = claim.Records,
            CommitmentEvent = claim.CommitmentEvent,
            RangeProof = ByteString.CopyFrom(claim.RangeProof.Span),
            Predecessor = ByteString.CopyFrom(claim.Predecessor.Span),
        };
    }

    /// <summary>Reads a report.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet.</returns>
    public static ReportClaim ToClaim(string participant, V1.SubmitReportPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new ReportClaim(
            participant,
            payload.DefinitionDigest.Memory,
            payload.Records,
            payload.CommitmentEvent,
            payload.RangeProof.Memory,
            payload.RequestId,
            payload.Predecessor.Memory);
    }

    /// <summary>Writes the opening of an audit.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="requestId">The id of the logical call.</param>
    /// <returns>The payload to sign.</returns>
    public static V1.OpenAuditPayload ToPayload(string market, AuditClaim claim, string requestId)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return new V1.OpenAuditPayload
        {
            Participant = ParticipantName.Of(market, claim.Participant),
            RequestId = requestId,
            DefinitionDigest = ByteString.CopyFrom(claim.DefinitionDigest.Span),
            CommitmentEvent = claim.CommitmentEvent,
            Size = claim.Size,
            DatasetProof = ByteString.CopyFrom(claim.DatasetProof.Span),
        };
    }

    /// <summary>Reads the opening of an audit.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet.</returns>
    public static AuditClaim ToClaim(string participant, V1.OpenAuditPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new AuditClaim(
            participant,
            payload.DefinitionDigest.Memory,
            payload.CommitmentEvent,
            payload.Size,
            payload.DatasetProof.Memory);
    }

    /// <summary>Writes a refusal.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="claim">The claim.</param>
    /// <returns>The payload to sign.</returns>
    public static V1.RefuseCommitmentPayload ToPayload(string market, RefusalClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var payload = new V1.RefuseCommitmentPayload
        {
            Participant = ParticipantName.Of(market, claim.Participant),
            DefinitionDigest = ByteString.CopyFrom(claim.DefinitionDigest.Span),
            CommitmentEvent = claim.CommitmentEvent,
            Refusal = Phases.ToMessage(claim.Refusal),
            CommitmentDigest = ByteString.CopyFrom(claim.MessageDigest.Span),
        };
        if (claim.Position is { } tag)
        {
            payload.Position = tag;
        }

        return payload;
    }

    /// <summary>Reads a refusal.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet, and its cause may be unknown here.</returns>
    public static RefusalClaim ToClaim(string participant, V1.RefuseCommitmentPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new RefusalClaim(
            participant,
            payload.DefinitionDigest.Memory,
            payload.CommitmentEvent,
            Phases.FromMessage(payload.Refusal),
            payload.HasPosition ? payload.Position : null,
            payload.CommitmentDigest.Memory);
    }

    /// <summary>Writes an overlap.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="claim">The claim.</param>
    /// <returns>The payload to sign.</returns>
    public static V1.OverlapPayload ToPayload(string market, OverlapClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return new V1.OverlapPayload
        {
            Market = market,
            DefinitionDigest = ByteString.CopyFrom(claim.DefinitionDigest.Span),
            Earlier = claim.Earlier,
            EarlierCommitmentEvent = claim.EarlierCommitmentEvent,
            Later = claim.Later,
            LaterCommitmentEvent = claim.LaterCommitmentEvent,
            SharedRecords = claim.SharedRecords,
            DebitedRecords = claim.DebitedRecords,
            EarlierCommitmentDigest = ByteString.CopyFrom(claim.EarlierMessageDigest.Span),
            LaterCommitmentDigest = ByteString.CopyFrom(claim.LaterMessageDigest.Span),
        };
    }

    /// <summary>Reads an overlap.</summary>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet.</returns>
    public static OverlapClaim ToClaim(V1.OverlapPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new OverlapClaim(
            payload.DefinitionDigest.Memory,
            payload.Earlier,
            payload.EarlierCommitmentEvent,
            payload.Later,
            payload.LaterCommitmentEvent,
            payload.SharedRecords,
            payload.DebitedRecords,
            payload.EarlierCommitmentDigest.Memory,
            payload.LaterCommitmentDigest.Memory);
    }

    /// <summary>Writes what a validator asks of statistics.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="claim">The claim.</param>
    /// <returns>The payload to sign.</returns>
    public static V1.ProjectionsPayload ToPayload(string market, ProjectionsClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return new V1.ProjectionsPayload
        {
            Participant = ParticipantName.Of(market, claim.Participant),
            DefinitionDigest = ByteString.CopyFrom(claim.DefinitionDigest.Span),
            StatisticsDigest = ByteString.CopyFrom(claim.StatisticsDigest.Span),
            Records = claim.Records,
            Seed = ByteString.CopyFrom(claim.Seed.Span),
            Bounds = ByteString.CopyFrom(claim.Bounds.Span),
        };
    }

    /// <summary>Reads what a validator asks of statistics.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet.</returns>
    public static ProjectionsClaim ToClaim(string participant, V1.ProjectionsPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new ProjectionsClaim(
            participant,
            payload.DefinitionDigest.Memory,
            payload.StatisticsDigest.Memory,
            payload.Records,
            payload.Seed.Memory,
            payload.Bounds.Memory);
    }

    /// <summary>Writes an answer to what a validator asks of statistics.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="claim">The claim.</param>
    /// <returns>The payload to sign.</returns>
    public static V1.ProveNearnessPayload ToPayload(string market, NearnessClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return new V1.ProveNearnessPayload
        {
            Participant = ParticipantName.Of(market, claim.Participant),
            DefinitionDigest = ByteString.CopyFrom(claim.DefinitionDigest.Span),
            StatisticsDigest = ByteString.CopyFrom(claim.StatisticsDigest.Span),
            ProjectionsMessageDigest = ByteString.CopyFrom(claim.ProjectionsMessageDigest.Span),
            ProofDigest = ByteString.CopyFrom(claim.ProofDigest.Span),
        };
    }

    /// <summary>Reads an answer to what a validator asks of statistics.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet.</returns>
    public static NearnessClaim ToClaim(string participant, V1.ProveNearnessPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new NearnessClaim(
            participant,
            payload.DefinitionDigest.Memory,
            payload.StatisticsDigest.Memory,
            payload.ProjectionsMessageDigest.Memory,
            payload.ProofDigest.Memory);
    }

    /// <summary>Writes a verdict on statistics.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="claim">The claim.</param>
    /// <returns>The payload to sign.</returns>
    public static V1.StatisticsVerdictPayload ToPayload(string market, StatisticsVerdictClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return new V1.StatisticsVerdictPayload
        {
            Participant = ParticipantName.Of(market, claim.Participant),
            DefinitionDigest = ByteString.CopyFrom(claim.DefinitionDigest.Span),
            StatisticsDigest = ByteString.CopyFrom(claim.StatisticsDigest.Span),
            Near = claim.Near,
        };
    }

    /// <summary>Reads a verdict on statistics.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet.</returns>
    public static StatisticsVerdictClaim ToClaim(string participant, V1.StatisticsVerdictPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new StatisticsVerdictClaim(
            participant, payload.DefinitionDigest.Memory, payload.StatisticsDigest.Memory, payload.Near);
    }
}
