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
        MaskKeyAccepted e => $"{e.Participant} gave its mask key",
        TrainingOpened { Cause: SettlementCause.AllReported } => "reports closed, all have reported",
        TrainingOpened { Cause: SettlementCause.Deadline } => "reports closed, their deadline passed",
        TrainingOpened => "reports closed by its operator",
        TrainingStepOpened { Epoch: 0 } e => $"step {e.Step} began",
        TrainingStepOpened { Disputed.IsEmpty: false } e =>
            $"step {e.Step} of epoch {e.Epoch} began, {e.Disputed.Length} pairs in dispute",
        TrainingStepOpened e => $"step {e.Step} of epoch {e.Epoch} began{(e.IsRepair ? ", a repair" : "")}",
        StatisticsCommitted e => $"{e.Participant} committed to its statistics",
        StatisticsChecked e =>
            $"{e.Participant}'s statistics {(e.Near ? "near" : "not near")} its audited records, by {e.Validator}",
        ContributionAccepted e => $"{e.Participant} masked its statistics in epoch {e.Epoch}",
        ContributionChecked e => $"{e.Participant} published its points in epoch {e.Epoch}, {e.Complaints.Length} complaints",
        PairOpened e => $"{e.Participant} opened its pair with {e.Other} in epoch {e.Epoch}",
        ContributionUnmasked e => $"{e.Participant} handed out its shares in epoch {e.Epoch}",
        PointsCompared e => $"points compared, {e.Named.Length} members named, {e.Disputed.Length} pairs in dispute",
        SeedsJudged e => $"self seeds opened, {e.Guilty.Length} name their owners",
        PlatformFailed e => $"the platform could not do its part, {e.Lost.Length} uploads lost",
        StepPassed => "the step's deadline passed",
        ReportFell e => $"{e.Participant}'s report fell: {e.Cause}",
        ModelsDelivered => "its model is trained",
        TrainingClosed e => $"training ended: {e.End}",
        _ => marketEvent.GetType().Name,
    };
}
