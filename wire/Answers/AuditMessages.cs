using Candor.Market.Audits;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Candor.Wire.Times;
using Google.Protobuf;

namespace Candor.Wire.Answers;

/// <summary>An audit as its participant sees it, and the openings in which it answers.</summary>
public static class AuditMessages
{
    /// <summary>An audit's state.</summary>
    /// <param name="state">The audit.</param>
    /// <returns>The message.</returns>
    public static V1.Audit ToMessage(AuditState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var audit = new V1.Audit
        {
            Participant = ParticipantName.Of(state.Market, state.Participant),
            CommitmentEvent = state.CommitmentEvent,
            Phase = Phases.ToMessage(state.Phase),
            AnswerDeadline = Timestamps.ToMessage(state.Deadline),
            Nonce = ByteString.CopyFrom(state.Nonce.Span),
            Positions = { state.Positions },
            Refusal = Phases.ToMessage(state.Refusal ?? default),
            Delivered = state.DeliveredEvent is not null,
        };
        if (state.Verdict is { } verdict)
        {
            audit.Verdict = Envelopes.ToMessage(verdict);
        }

        if (state.ProjectionsDigest is { } projections)
        {
            audit.ProjectionsDigest = ByteString.CopyFrom(projections.Span);
        }

        if (state.RefusedPosition is { } position)
        {
            audit.RefusedPosition = position;
        }

        return audit;
    }

    /// <summary>What a participant is asked for in an overlap check.</summary>
    /// <param name="overlap">The check.</param>
    /// <param name="other">The other side's audit.</param>
    /// <returns>The message.</returns>
    public static V1.WatchOverlapTasksResponse ToTask(OverlapState overlap, AuditState other)
    {
        ArgumentNullException.ThrowIfNull(overlap);
        ArgumentNullException.ThrowIfNull(other);
        return new V1.WatchOverlapTasksResponse
        {
            Other = other.Participant,
            OtherCommitmentEvent = other.CommitmentEvent,
            OtherDatasetRoot = ByteString.CopyFrom(other.DatasetRoot.Span),
            OtherRecordKey = ByteString.CopyFrom(other.Opened.RecordKey.Span),
            OtherSize = other.Size,
            AnswerDeadline = Timestamps.ToMessage(overlap.Deadline),
        };
    }

    /// <summary>Writes an opened record.</summary>
    /// <param name="opening">The opening; its bytes must not change afterwards.</param>
    /// <returns>The message.</returns>
    public static V1.RecordOpening ToMessage(AuditOpening opening)
    {
        ArgumentNullException.ThrowIfNull(opening);
        return new V1.RecordOpening
        {
            Record = UnsafeByteOperations.UnsafeWrap(opening.Record),
            Tag = UnsafeByteOperations.UnsafeWrap(opening.Tag),
            InclusionProof = { opening.InclusionProof.Select(UnsafeByteOperations.UnsafeWrap) },
        };
    }

    /// <summary>Reads an opened record.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The opening; nothing is verified yet.</returns>
    public static AuditOpening FromMessage(V1.RecordOpening message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new AuditOpening(
            message.Record.Memory, message.Tag.Memory, [.. message.InclusionProof.Select(static hash => hash.Memory)]);
    }
}
