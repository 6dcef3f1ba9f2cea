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
    internal static bool IsOne(MarketEvent entry) => entry is IContributionEntry or TrainingOpened
        or TrainingStepOpened or StatisticsChecked or PointsCompared or SeedsJudged or StepPassed or ReportFell
        or ModelsDelivered or PlatformFailed or TrainingClosed;

    /// <summary>What an entry says to the training's state; nothing where it only says why others follow.</summary>
    /// <param name="market">The market before the entry.</param>
    /// <param name="entry">The entry.</param>
    internal static IEnumerable<TrainingEvent> ToTraining(MarketState market, MarketEvent entry) => entry switch
    {
        MaskKeyAccepted e => [new MaskKeyTaken(e.Time, market.PlaceOf(e.Participant), e.MaskKey)],
        TrainingOpened e => [new TrainingBegun(e.Time, market.ReportsByPlace())],
        TrainingStepOpened e =>
            [new StepBegun(e.Time, e.Step, e.Epoch, e.IsRepair, [.. e.Disputed.Select(static pair => (pair.First, pair.Second))])],
        StatisticsChecked e => [Answered(market, e, e.Participant, TrainingStep.Nearness, 0, e.Envelope)],

        // Whom an opened pair names falls by entries of its own.
        PairOpened => [],
        IContributionEntry e => [Answered(market, entry, e.Participant, e.AnsweredStep, e.Epoch, e.Envelope)],
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
        MarketState market, MarketEvent entry, string participant, TrainingStep step, ulong epoch, SignedEnvelope envelope) =>
        new(entry.Time, market.PlaceOf(participant), step, epoch, envelope.BodyDigest());
}
