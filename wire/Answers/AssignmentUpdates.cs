using Candor.Market;
using Candor.Market.Events;
using Candor.Market.Settlement;
using Candor.Wire.Names;
using Candor.Wire.Times;

namespace Candor.Wire.Answers;

/// <summary>A market's events as one participant's own stream tells them: what changes its phase, and its
/// assignment.</summary>
public static class AssignmentUpdates
{
    /// <summary>Makes the message of a stream.</summary>
    /// <param name="state">The market, at any version.</param>
    /// <param name="index">The participant, from 0 in roster order.</param>
    /// <param name="next">The event.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="resumeToken">With which the stream goes on after it.</param>
    /// <returns>The message; null where the event does not concern this participant.</returns>
    public static V1.WatchAssignmentResponse? ToMessage(
        MarketState state, int index, MarketEvent next, long sequence, string resumeToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(next);
        string id = state.Definition.Roster[index].Id;
        string name = ParticipantName.Of(state.Name, id);
        V1.ParticipantPhase? phase = next switch
        {
            MarketCreated => V1.ParticipantPhase.Invited,
            ParticipantJoined e when e.Participant == id => V1.ParticipantPhase.Joined,
            CommitmentAccepted e when e.Participant == id => V1.ParticipantPhase.Committed,
            ReportAccepted e when e.Participant == id => V1.ParticipantPhase.Reported,
            CommitmentValidated e when e.Participant == id => V1.ParticipantPhase.Validated,
            CommitmentRefused e when e.Participant == id => V1.ParticipantPhase.Refused,
            OverlapChecked e when e.Later == id && state.RefusesLater(e) => V1.ParticipantPhase.Refused,
            TrainingOpened when state.Training?.First?.Names(index) == true => V1.ParticipantPhase.Contributing,
            ReportFell e when e.Participant == id => V1.ParticipantPhase.Fallen,
            MarketSettled e => e.Outcome.Assignments[index].Records is null
                ? V1.ParticipantPhase.Out
                : V1.ParticipantPhase.Assigned,
            MarketCancelled => V1.ParticipantPhase.Cancelled,
            _ => null,
        };
        if (phase is null)
        {
            return null;
        }

        return new V1.WatchAssignmentResponse
        {
            ResumeToken = resumeToken,
            Sequence = (ulong)sequence,
            Time = Timestamps.ToMessage(next.Time),
            Phase = phase.Value,
            Assignment = next is MarketSettled settled
                ? ToAssignment(state, name, settled.Outcome, settled.Outcome.Assignments[index])
                : null,
            CancelReason = next is MarketCancelled cancelled ? cancelled.Reason : "",
        };
    }

    private static V1.Assignment ToAssignment(
        MarketState state, string name, MarketOutcome outcome, ParticipantAssignment own)
    {
        var assignment = new V1.Assignment
        {
            Participant = name,
            AllocatedQuality = own.AllocatedQuality,
            BestQuality = outcome.BestQuality,
            OwnQuality = own.OwnQuality,
            PaymentMicros = own.PaymentMicros,
            Currency = state.Definition.Currency,
            PreferredModel = own.AllocatedQuality > own.OwnQuality
                ? V1.PreferredModel.Allocated
                : V1.PreferredModel.Own,
            TrainingResult = Phases.ToMessage(outcome.Training),
        };
        if (own.Records is { } records)
        {
            assignment.ReportedRecords = records;
        }

        return assignment;
    }
}
