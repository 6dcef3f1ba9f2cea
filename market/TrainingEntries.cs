using System.Collections.Immutable;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.Market.Training;

namespace Candor.Market;

/// <summary>The training's own events, and the entries of a market's log that they are kept in.</summary>
internal static class TrainingEntries
{
    /// <summary>Whether an entry is of the training.</summary>
    /// <param name="entry">The entry.</param>
    internal static bool IsOne(MarketEvent entry) => entry is MaskKeyAccepted or TrainingOpened or TrainingStepOpened
        or StatisticsCommitted or StatisticsChecked or ContributionAccepted or ContributionChecked or PairOpened
        or ContributionUnmasked or PointsCompared or SeedsJudged or StepPassed or ReportFell or ModelsDelivered
        or TrainingClosed;

    /// <summary>The participant who sent what is in an entry; null where none did.</summary>
    /// <param name="entry">The entry.</param>
    internal static (string Participant, SignedEnvelope Envelope, string RequestId)? SenderOf(MarketEvent entry) =>
        entry switch
        {
            MaskKeyAccepted e => (e.Participant, e.Envelope, e.RequestId),
            StatisticsCommitted e => (e.Participant, e.Envelope, e.RequestId),
            ContributionAccepted e => (e.Participant, e.Envelope, e.RequestId),
            ContributionChecked e => (e.Participant, e.Envelope, e.RequestId),
            PairOpened e => (e.Participant, e.Envelope, e.RequestId),
            ContributionUnmasked e => (e.Participant, e.Envelope, e.RequestId),
            _ => null,
        };

    /// <summary>What an entry says to the training's state; nothing where it only says why others follow.</summary>
    /// <param name="market">The market before the entry.</param>
    /// <param name="entry">The entry.</param>
    internal static IEnumerable<TrainingEvent> ToTraining(MarketState market, MarketEvent entry) => entry switch
    {
        MaskKeyAccepted e => [new MaskKeyTaken(e.Time, market.PlaceOf(e.Participant), e.MaskKey)],
        TrainingOpened e => [new TrainingBegun(e.Time, market.ReportsByPlace())],
        TrainingStepOpened e =>
            [new StepBegun(e.Time, e.Step, e.Epoch, e.IsRepair, [.. e.Disputed.Select(static pair => (pair.First, pair.Second))])],
        StatisticsCommitted e => [Answered(market, e.Time, e.Participant, TrainingStep.Commit, 0, e.Envelope.BodyDigest())],
        StatisticsChecked e => [Answered(market, e.Time, e.Participant, TrainingStep.Nearness, 0, e.Envelope.BodyDigest())],
        ContributionAccepted e => [Answered(market, e.Time, e.Participant, TrainingStep.Mask, e.Epoch, e.Envelope.BodyDigest())],
        ContributionChecked e => [Answered(market, e.Time, e.Participant, TrainingStep.Check, e.Epoch, e.Envelope.BodyDigest())],
        ContributionUnmasked e => [Answered(market, e.Time, e.Participant, TrainingStep.Unmask, e.Epoch, e.Envelope.BodyDigest())],
        ReportFell e => [new MemberFell(e.Time, market.PlaceOf(e.Participant), e.Cause)],
        TrainingClosed e => [new TrainingEnded(e.Time, e.End)],
        _ => [],
    };

    /// <summary>The entries that follow from what the training decided, but for the first one, which holds the message
    /// or what the server did.</summary>
    /// <param name="market">The market.</param>
    /// <param name="events">What was decided.</param>
    internal static IEnumerable<MarketEvent> Following(MarketState market, ImmutableArray<TrainingEvent> events) =>
        events.SelectMany<TrainingEvent, MarketEvent>(next => next switch
        {
            StepBegun e =>
            [
                new TrainingStepOpened(
                    e.Time,
                    e.Step,
                    e.Epoch,
                    e.IsRepair,
                    [.. e.Pairs.Select(static pair => new DisputedPair(pair.First, pair.Second))]),
            ],
            MemberFell e => [new ReportFell(e.Time, market.Definition.Roster[e.Place].Id, e.Cause)],
            TrainingEnded e => [new TrainingClosed(e.Time, e.End)],
            _ => [],
        });

    private static StepAnswered Answered(
        MarketState market, DateTimeOffset time, string participant, TrainingStep step, ulong epoch, byte[] digest) =>
        new(time, market.PlaceOf(participant), step, epoch, digest);
}
