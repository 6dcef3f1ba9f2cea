using Candor.Market.Training;

namespace Candor.Market.Contributions;

/// <summary>The rules that a message of a step must meet in a given state, before anything that costs.</summary>
internal static class ContributionRules
{
    internal static Rejection? Check(MarketState state, ContributionClaim claim, DateTimeOffset at, out int place) =>
        MarketRules.CheckInRoster(state, claim.Participant, out place)
        ?? MarketRules.CheckDigest(state, claim.DefinitionDigest)
        ?? Rejection.When(
            state.Training is null, RejectionReason.TrainingNotAsked, $"{state.Name} trains no model.")
        ?? (claim is MaskKeyClaim key ? CheckKey(state, place, key, at) : CheckStep(state, place, claim, at));

    private static Rejection? CheckKey(MarketState state, int place, MaskKeyClaim claim, DateTimeOffset at) =>
        MarketRules.CheckOpen(state, at)
        ?? MarketRules.CheckChain(state, place, claim.RequestId, claim.Predecessor)
        ?? MarketRules.CheckInside(state, place)
        ?? Rejected(TrainingDecider.Decide(
            state.Training!.State, new GiveMaskKey(at, place, claim.MaskKey)), RejectionReason.MaskKeyTaken);

    private static Rejection? CheckStep(MarketState state, int place, ContributionClaim claim, DateTimeOffset at) =>
        MarketRules.CheckNotFinal(state)
        ?? Rejection.When(
            state.Phase != MarketPhase.Training,
            RejectionReason.StepAhead,
            $"{state.Name} takes reports; its training has not begun.")
        ?? MarketRules.CheckChain(state, place, claim.RequestId, claim.Predecessor)
        ?? (AnswerOf(claim, place, at) is { } answer
            ? Rejected(TrainingDecider.Decide(state.Training!.State, answer), RejectionReason.StepAnswered)
            : null)
        ?? CheckEpoch(state.Training!, claim, place);

    /// <summary>What a claim asks of the training's state; null where that needs the claim's proof, in a dispute.</summary>
    internal static AnswerStep? AnswerOf(ContributionClaim claim, int place, DateTimeOffset at) => claim switch
    {
        StatisticsClaim => new AnswerStep(at, place, TrainingStep.Commit, 0, default),
        MaskClaim c => new AnswerStep(at, place, TrainingStep.Mask, c.Epoch, default),
        PointsClaim c => new AnswerStep(at, place, TrainingStep.Check, c.Epoch, default),
        SharesClaim c => new AnswerStep(at, place, TrainingStep.Unmask, c.Epoch, default),
        _ => null,
    };

    private static Rejection? CheckEpoch(TrainingProgress training, ContributionClaim claim, int place) => claim switch
    {
        StatisticsClaim c => CheckList(training.First!, c.ListDigest),
        MaskClaim c => CheckList(training.List!, c.ListDigest),
        PointsClaim c => CheckList(training.List!, c.ListDigest),
        SharesClaim c => CheckList(training.List!, c.ListDigest),
        PairClaim c => CheckPair(training, c, place) ?? CheckList(training.List!, c.ListDigest),
        _ => null,
    };

    // What an opening is worth takes its proof; when it may come, and from whom, does not.
    private static Rejection? CheckPair(TrainingProgress training, PairClaim claim, int place)
    {
        (ulong epoch, TrainingStep step) = (training.State.Epoch, training.State.Step);
        return Rejection.When(
                training.List is null || claim.Epoch > epoch || (claim.Epoch == epoch && step < TrainingStep.Dispute),
                RejectionReason.StepAhead,
                $"The message is of a dispute in epoch {claim.Epoch}; it is step {step} of epoch {epoch}.")
            ?? Rejection.When(
                claim.Epoch < epoch || step > TrainingStep.Dispute,
                RejectionReason.StepOver,
                $"The message is of a dispute in epoch {claim.Epoch}; it is step {step} of epoch {epoch}.")
            ?? Rejection.When(
                !training.State.Members.ContainsKey(place),
                RejectionReason.NotAContributor,
                $"'{claim.Participant}' is not on the list, or has fallen; expected a member of epoch {epoch}.");
    }

    private static Rejection? CheckList(TrainingList list, ReadOnlyMemory<byte> digest) => Rejection.When(
        !list.Digest.Span.SequenceEqual(digest.Span),
        RejectionReason.ListMismatch,
        $"The message names the list '{Convert.ToHexStringLower(digest.Span)}'; the epoch's is "
        + $"'{Convert.ToHexStringLower(list.Digest.Span)}'.");

    /// <summary>Why the training's state does not take something, in the market's words.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="answered">What it is called when this one or another in its place was taken before.</param>
    internal static Rejection? Rejected(TrainingDecision decision, RejectionReason answered) =>
        decision.IsRepeat
            ? new Rejection(answered, "A message of this step was taken before; expected the same bytes, with the same request id.")
            : decision.Refusal is { } refusal
                ? new Rejection(refusal.Reason == TrainingReason.AnsweredOtherwise ? answered : ReasonOf(refusal.Reason), refusal.Message)
                : null;

    private static RejectionReason ReasonOf(TrainingReason reason) => reason switch
    {
        TrainingReason.StepAhead or TrainingReason.NoDispute => RejectionReason.StepAhead,
        TrainingReason.StepOver => RejectionReason.StepOver,
        TrainingReason.NotAMember => RejectionReason.NotAContributor,
        TrainingReason.MaskKeyTaken => RejectionReason.MaskKeyTaken,
        TrainingReason.MaskKeyMissing => RejectionReason.MaskKeyRequired,
        TrainingReason.OpeningVoid => RejectionReason.PairOpeningInvalid,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A refusal of time alone."),
    };
}
