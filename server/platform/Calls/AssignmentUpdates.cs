using Candor.Hosting.Calls;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Settlement;
using Candor.V1;
using Google.Protobuf.WellKnownTypes;
using Events = Candor.Market.Events;

namespace Candor.Platform.Calls;

/// <summary>A market's events as one participant's own stream tells them: what changes its phase, and its
/// assignment.</summary>
internal static class AssignmentUpdates
{
    /// <summary>Makes the message of a stream.</summary>
    /// <param name="state">The market, at any version.</param>
    /// <param name="index">The participant, from 0 in roster order.</param>
    /// <param name="numbered">The event.</param>
    /// <returns>The message; null where the event does not concern this participant.</returns>
    internal static WatchAssignmentResponse? ToMessage(MarketState state, int index, NumberedEvent<Candor.Market.Events.MarketEvent> numbered)
    {
        string id = state.Definition.Roster[index].Id;
        string name = ResourceName.OfParticipant(state.Name, id);
        V1.ParticipantPhase? phase = numbered.Event switch
        {
            Events.MarketCreated => V1.ParticipantPhase.Invited,
            Events.ParticipantJoined e when e.Participant == id => V1.ParticipantPhase.Joined,
            Events.CommitmentAccepted e when e.Participant == id => V1.ParticipantPhase.Committed,
            Events.ReportAccepted e when e.Participant == id => V1.ParticipantPhase.Reported,
            Events.CommitmentValidated e when e.Participant == id => V1.ParticipantPhase.Validated,
            Events.CommitmentRefused e when e.Participant == id => V1.ParticipantPhase.Refused,
            Events.OverlapChecked e when e.Later == id && state.RefusesLater(e) => V1.ParticipantPhase.Refused,
            Events.MarketSettled e => e.Outcome.Assignments[index].Records is null
                ? V1.ParticipantPhase.Out
                : V1.ParticipantPhase.Assigned,
            Events.MarketCancelled => V1.ParticipantPhase.Cancelled,
            _ => null,
        };
        if (phase is null)
        {
            return null;
        }

        return new WatchAssignmentResponse
        {
            ResumeToken = OpaqueToken.ForResume(name, numbered.Sequence),
            Sequence = (ulong)numbered.Sequence,
            Time = Timestamp.FromDateTimeOffset(numbered.Event.Time),
            Phase = phase.Value,
            Assignment = numbered.Event is Events.MarketSettled settled
                ? ToAssignment(state, name, settled.Outcome, settled.Outcome.Assignments[index])
                : null,
            CancelReason = numbered.Event is Events.MarketCancelled cancelled ? cancelled.Reason : "",
        };
    }

    private static Assignment ToAssignment(
        MarketState state, string name, MarketOutcome outcome, ParticipantAssignment own)
    {
        var assignment = new Assignment
        {
            Participant = name,
            AllocatedQuality = own.AllocatedQuality,
            BestQuality = outcome.BestQuality,
            OwnQuality = own.OwnQuality,
            PaymentMicros = own.PaymentMicros,
            Currency = state.Definition.Currency,
            PreferredModel = own.AllocatedQuality > own.OwnQuality ? PreferredModel.Allocated : PreferredModel.Own,
        };
        if (own.Records is { } records)
        {
            assignment.ReportedRecords = records;
        }

        return assignment;
    }
}
