using Candor.Market.Events;

namespace Candor.Platform.Markets;

/// <summary>Events in a few words, for the log. No size and no payment is in them.</summary>
internal static class EventDescription
{
    /// <summary>Describes an event.</summary>
    /// <param name="marketEvent">The event.</param>
    /// <returns>A few words.</returns>
    internal static string Of(MarketEvent marketEvent) => marketEvent switch
    {
        MarketCreated => "created",
        ParticipantJoined e => $"{e.Participant} joined",
        CommitmentAccepted e => $"{e.Participant} committed",
        CommitmentValidated e => $"{e.Participant}'s commitment attested by {e.Validator}",
        CommitmentRefused e => $"{e.Participant}'s commitment refused by {e.Validator}: {e.Refusal}",
        OverlapChecked e => $"{e.Earlier} and {e.Later} compared: {e.SharedRecords} records shared",
        ReportAccepted e => $"{e.Participant} reported",
        MarketSettled { Cause: SettlementCause.AllReported } => "settled, all have reported",
        MarketSettled { Cause: SettlementCause.Deadline } => "settled, its deadline passed",
        MarketSettled => "settled by its operator",
        MarketCancelled => "cancelled by its operator",
        _ => marketEvent.GetType().Name,
    };
}
