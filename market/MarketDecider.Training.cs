using System.Collections.Immutable;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Definitions;
using Candor.Market.Events;
using Candor.Market.Training;

namespace Candor.Market;

/// <content>The commands of a market's training. The first entry of each decision holds the message, or says what the server
/// did; the others follow from it.</content>
public static partial class MarketDecider
{
    private static ImmutableArray<MarketEvent> OpenTraining(
        MarketState state, DateTimeOffset at, SettlementCause cause, Signing.SignedEnvelope? envelope) =>
        With(
            state,
            new TrainingOpened(at, cause, envelope),
            TrainingDecider.Decide(state.Training!.State, new BeginTraining(at, state.ReportsByPlace())));

    private static Decision Contribute(MarketState state, SubmitContribution command)
    {
        ContributionClaim claim = command.Contribution.Claim;
        return (ContributionRules.Check(state, claim, command.At, out int place)
            ?? MarketRules.CheckKey(state, place, command.Envelope)) is { } rejection
            ? Decision.Reject(rejection)
            : Accept(
                state,
                EntryOf(claim, command),
                TrainingDecider.Decide(state.Training!.State, CommandOf(state, command, place)),
                RejectionReason.StepAnswered);
    }

    private static TrainingCommand CommandOf(MarketState state, SubmitContribution command, int place) =>
        command.Contribution.Claim switch
        {
            MaskKeyClaim c => new GiveMaskKey(command.At, place, c.MaskKey),
            PairClaim c => new OpenPairSecret(command.At, place, state.PlaceOf(c.Other), command.Contribution.Pair),
            var claim => ContributionRules.AnswerOf(claim, place, command.At)! with
            {
                Digest = command.Envelope.Envelope.BodyDigest(),
            },
        };

    private static MarketEvent EntryOf(ContributionClaim claim, SubmitContribution command)
    {
        (DateTimeOffset at, Signing.SignedEnvelope envelope) = (command.At, command.Envelope.Envelope);
        return claim switch
        {
            MaskKeyClaim c => new MaskKeyAccepted(at, c.Participant, c.MaskKey, c.Proof, envelope, c.RequestId),
            StatisticsClaim c => new StatisticsCommitted(
                at, c.Participant, c.StatisticsDigest, c.CountOpening, envelope, c.RequestId),
            MaskClaim c => new ContributionAccepted(
                at,
                c.Participant,
                c.Epoch,
                c.ValuesDigest,
                c.BlindingsDigest,
                c.SharesDigest,
                c.SeedCommitments,
                envelope,
                c.RequestId),
            PointsClaim c => new ContributionChecked(
                at, c.Participant, c.Epoch, c.Points, c.Complaints, envelope, c.RequestId),
            PairClaim c => new PairOpened(at, c.Participant, c.Other, c.Epoch, c.Opening, envelope, c.RequestId),
            SharesClaim c => new ContributionUnmasked(at, c.Participant, c.Epoch, c.SharesDigest, envelope, c.RequestId),
            _ => throw new ArgumentException($"Unknown claim {claim.GetType().Name}.", nameof(claim)),
        };
    }

    private static Decision CheckStatistics(MarketState state, CheckStatistics command)
    {
        StatisticsVerdictClaim claim = command.Claim;
        return VerdictRules.CheckStatistics(
            state, claim, command.Envelope, out ValidatorIdentity? validator, out int place) is { } rejection
            ? Decision.Reject(rejection)
            : Accept(
                state,
                new StatisticsChecked(
                    command.At, claim.Participant, claim.Near, validator!.Id, command.Envelope.Envelope),
                TrainingDecider.Decide(
                    state.Training!.State,
                    new GiveNearness(command.At, place, claim.Near, command.Envelope.Envelope.BodyDigest())),
                RejectionReason.VerdictStands);
    }

    private static Decision Compare(MarketState state, ComparePointsOfEpoch command) =>
        CheckEpoch(state, command.Compared.Epoch, TrainingStep.Compare) is { } rejection
            ? Decision.Reject(rejection)
            : Accept(
                state,
                new PointsCompared(
                    command.At,
                    [
                        .. command.Compared.Named.Select(
                            named => new NamedMember(state.Definition.Roster[named.Key].Id, named.Value)),
                    ],
                    command.Compared.Disputed),
                TrainingDecider.Decide(
                    state.Training!.State,
                    new ComparePoints(
                        command.At, command.Compared.Named, [.. command.Compared.Disputed.Select(static pair => (pair.First, pair.Second))])),
                RejectionReason.StepAnswered);

    private static Decision NameBySeeds(MarketState state, NameBySeeds command) =>
        CheckEpoch(state, command.Epoch, TrainingStep.Sum) is { } rejection
            ? Decision.Reject(rejection)
            : command.Guilty.IsEmpty
            ? throw new ArgumentException("No seed names anybody; expected one that does.", nameof(command))
            : Accept(
                state,
                new SeedsJudged(
                    command.At,
                    [
                        .. command.Guilty.Select(
                            guilty => new GuiltySeed(state.Definition.Roster[guilty.Key].Id, guilty.Value)),
                    ]),
                TrainingDecider.Decide(
                    state.Training!.State, new JudgeSeeds(command.At, [.. command.Guilty.Keys])),
                RejectionReason.StepAnswered);

    private static Decision Deliver(MarketState state, DeliverModel command) =>
        CheckEpoch(state, command.Epoch, TrainingStep.Sum) is { } rejection
            ? Decision.Reject(rejection)
            : Accept(
                state,
                new ModelsDelivered(command.At, command.Model),
                TrainingDecider.Decide(state.Training!.State, new JudgeSeeds(command.At, [])),
                RejectionReason.StepAnswered);

    private static Decision FailTraining(MarketState state, FailTraining command) =>
        CheckEpoch(state, command.Epoch, command.Step) is { } rejection
            ? Decision.Reject(rejection)
            : NeededBulk.FaultOf(state.Training!, command.Lost) is { } fault
            ? throw new ArgumentException(fault, nameof(command))
            : Accept(
                state,
                new PlatformFailed(command.At, command.Lost),
                TrainingDecider.Decide(state.Training!.State, new GiveUp(command.At)),
                RejectionReason.StepOver);

    private static Decision PassStep(MarketState state, PassDeadline command) =>
        state.Training!.State.Deadline is { } deadline && command.At >= deadline
            ? Accept(
                state,
                new StepPassed(command.At),
                TrainingDecider.Decide(state.Training.State, new PassStep(command.At)),
                RejectionReason.StepOver)
            : throw new ArgumentException(
                $"It is {command.At:O}; the step's deadline is ahead, or it has none.", nameof(command));

    private static Rejection? CheckNotUnmasking(MarketState state) => Rejection.When(
        state.Phase == MarketPhase.Training && state.Training!.State.IsUnmasking,
        RejectionReason.TrainingUnderway,
        $"{state.Name} has begun to open its sum; expected a cancellation before that.");

    // What the server has computed is of one epoch and step; the market may have moved on since.
    private static Rejection? CheckEpoch(MarketState state, ulong epoch, TrainingStep step) =>
        Rejection.When(
            state.Phase != MarketPhase.Training
                || state.Training!.State.Step != step
                || state.Training.State.Epoch != epoch,
            RejectionReason.StepOver,
            $"{state.Name} is not in step {step} of epoch {epoch}.");

    private static Decision Accept(
        MarketState state, MarketEvent entry, TrainingDecision decision, RejectionReason answered) =>
        ContributionRules.Rejected(decision, answered) is { } rejection
            ? Decision.Reject(rejection)
            : Decision.Accept([.. With(state, entry, decision)]);

    private static ImmutableArray<MarketEvent> With(MarketState state, MarketEvent entry, TrainingDecision decision)
    {
        ImmutableArray<MarketEvent> entries = [entry, .. TrainingEntries.Following(state, decision.Events)];
        return decision.State.End is { } end
            ? [.. entries, SettledAfter(entries.Aggregate(state, MarketState.Apply), end, entry.Time)]
            : entries;
    }

    private static MarketSettled SettledAfter(MarketState state, TrainingEnd end, DateTimeOffset at) => new(
        at,
        state.Training!.Cause!.Value,
        MarketSettlement.Settle(state, end),
        null,
        MarketSettlement.DigestOfReports(state));
}
