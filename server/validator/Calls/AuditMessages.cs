using Candor.Hosting.Calls;
using Candor.Market.Audits;
using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using AuditPhase = Candor.Market.Audits.AuditPhase;

namespace Candor.Validator.Calls;

/// <summary>An audit as its participant sees it.</summary>
internal static class AuditMessages
{
    /// <summary>Makes the message.</summary>
    /// <param name="state">The audit.</param>
    /// <returns>The message.</returns>
    internal static Audit ToMessage(AuditState state)
    {
        var audit = new Audit
        {
            Participant = ResourceName.OfParticipant(state.Market, state.Participant),
            CommitmentEvent = state.CommitmentEvent,
            Phase = ToPhase(state.Phase),
            AnswerDeadline = Timestamp.FromDateTimeOffset(state.Deadline),
            Nonce = ByteString.CopyFrom(state.Nonce.Span),
            Positions = { state.Positions },
            Refusal = (AuditRefusal)(state.Refusal ?? default),
            Delivered = state.DeliveredEvent is not null,
        };
        if (state.Verdict is { } verdict)
        {
            audit.Verdict = EnvelopeMessages.ToMessage(verdict);
        }

        if (state.RefusedPosition is { } position)
        {
            audit.RefusedPosition = position;
        }

        return audit;
    }

    private static V1.AuditPhase ToPhase(AuditPhase phase) => phase switch
    {
        AuditPhase.AwaitingTags => V1.AuditPhase.AwaitingTags,
        AuditPhase.AwaitingOpenings => V1.AuditPhase.AwaitingOpenings,
        AuditPhase.Passed => V1.AuditPhase.Passed,
        AuditPhase.Refused => V1.AuditPhase.Refused,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "An unknown phase."),
    };
}
