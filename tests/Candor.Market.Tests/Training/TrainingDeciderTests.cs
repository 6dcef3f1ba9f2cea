using System.Collections.Immutable;
using Candor.Commitments.Masks;
using Candor.Market.Training;
using static Candor.Market.Tests.Training.GuardSetting;

namespace Candor.Market.Tests.Training;

public sealed class TrainingDeciderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decide_WhereAllAnswer_SumsInOneEpoch(bool isAudited)
    {
        var market = new TrainingSchedule(5, isAudited);

        market.RunTo(TrainingStep.Ended);

        Assert.Equal(TrainingEnd.Summed, market.State.End);
        Assert.Equal(1UL, market.State.Epoch);
        Assert.Equal(5, market.State.Members.Count);
        Assert.Equal(isAudited, market.Events.OfType<StepBegun>().Any(step => step.Step == TrainingStep.Nearness));
    }

    [Theory]
    [InlineData(TrainingStep.Commit, FallCause.Silent, 1)]
    [InlineData(TrainingStep.Nearness, FallCause.NoVerdict, 1)]
    [InlineData(TrainingStep.Mask, FallCause.Silent, 2)]
    [InlineData(TrainingStep.Check, FallCause.Silent, 2)]
    public void Pass_OverASilentMember_DropsItAndMasksAfresh(TrainingStep step, FallCause cause, ulong epoch)
    {
        var market = new TrainingSchedule(6, isAudited: true);
        market.RunTo(step);
        market.AnswerAll(silent: 4);

        market.Pass();

        Assert.Equal(cause, market.State.Fallen[4]);
        market.RunTo(TrainingStep.Ended);
        Assert.Equal((TrainingEnd.Summed, epoch, 5), (market.State.End!.Value, market.State.Epoch, market.State.Members.Count));
    }

    // Six reporters: five shares are needed, so that two silent ones are too many wherever they fall.
    [Theory]
    [InlineData(TrainingStep.Commit, TrainingEnd.NotTrainable)]
    [InlineData(TrainingStep.Mask, TrainingEnd.NotTrainable)]
    [InlineData(TrainingStep.Check, TrainingEnd.NotTrainable)]
    [InlineData(TrainingStep.Unmask, TrainingEnd.SharesMissing)]
    public void Pass_OverAThirdOfTheReporters_EndsWithoutASum(TrainingStep step, TrainingEnd end)
    {
        var market = new TrainingSchedule(6);
        market.RunTo(step);
        market.AnswerAll(1, 2);

        market.Pass();

        Assert.Equal(end, market.State.End);
    }

    [Fact]
    public void Pass_OverOneSilentAtItsShares_SumsWithItsData()
    {
        var market = new TrainingSchedule(6);
        market.RunTo(TrainingStep.Unmask);
        Assert.False(market.State.IsUnmasking);
        market.AnswerAll(silent: 2);
        Assert.True(market.State.IsUnmasking);

        market.Pass();

        Assert.Equal(TrainingStep.Sum, market.State.Step);
        market.RunTo(TrainingStep.Ended);
        Assert.Equal((TrainingEnd.Summed, 6), (market.State.End!.Value, market.State.Members.Count));
    }

    [Fact]
    public void Begin_OfReportsThatCannotTrain_EndsNotTrainable()
    {
        Assert.Equal(TrainingEnd.NotTrainable, new TrainingSchedule(2).State.End);
        Assert.Equal(TrainingEnd.NotTrainable, new TrainingSchedule(3, records: 9).State.End);
        Assert.Equal(TrainingEnd.NotTrainable, new TrainingSchedule(4, minContributors: 5).State.End);
        Assert.Null(new TrainingSchedule(3).State.End);
        Assert.Equal(TrainingEnd.NotTrainable, new TrainingSchedule(0).State.End);
    }

    [Fact]
    public void GiveMaskKey_OfAKeyThatIsTakenOrAnother_IsRefused()
    {
        TrainingState state = TrainingDecider.Decide(
            TrainingState.Before(new TrainingTerms(3, 20, TimeSpan.FromSeconds(60), false)),
            new GiveMaskKey(TrainingSchedule.Start, 0, Digest("k"))).State;

        Refused(TrainingReason.MaskKeyTaken, TrainingDecider.Decide(state, new GiveMaskKey(TrainingSchedule.Start, 1, Digest("k"))), "Place 0 has this mask key");
        Refused(TrainingReason.AnsweredOtherwise, TrainingDecider.Decide(state, new GiveMaskKey(TrainingSchedule.Start, 0, Digest("j"))), "expected the same again");
        Assert.True(TrainingDecider.Decide(state, new GiveMaskKey(TrainingSchedule.Start, 0, Digest("k"))).IsRepeat);
        Refused(
            TrainingReason.MaskKeyMissing,
            TrainingDecider.Decide(state, new BeginTraining(TrainingSchedule.Start, ImmutableSortedDictionary<int, uint>.Empty.Add(3, 10))),
            "at place 3 has no mask key");
    }

    [Fact]
    public void GiveNearness_OfStatisticsThatAreNotNear_DropsTheReport()
    {
        var market = new TrainingSchedule(6, isAudited: true);
        market.RunTo(TrainingStep.Nearness);

        market.Accept(new GiveNearness(market.Now, 2, false, Digest("far")));

        Assert.Equal(FallCause.NotNear, market.State.Fallen[2]);
        Assert.True(market.Send(new GiveNearness(market.Now, 2, false, Digest("far"))).IsRepeat);
        Refused(TrainingReason.AnsweredOtherwise, market.Send(new GiveNearness(market.Now, 2, true, Digest("near"))), "Place 2 has answered");
        market.RunTo(TrainingStep.Mask);
        Refused(TrainingReason.NotAMember, market.Send(market.Answer(2)), "Place 2 fell (NotNear)");
        Refused(TrainingReason.NotAMember, market.Send(market.Answer(9)), "Place 9 is not on the list");
    }

    [Fact]
    public void OpenPair_OfADispute_NamesOneAndNotTheOther()
    {
        var market = new TrainingSchedule(6);
        market.RunTo(TrainingStep.Compare);
        market.Compare((1, 3), (3, 5));

        Refused(TrainingReason.NoDispute, market.Send(new OpenPairSecret(market.Now, 1, 2, PairVerdict.OtherNamed)), "Places 1 and 2 are not in dispute");
        Refused(TrainingReason.OpeningVoid, market.Send(new OpenPairSecret(market.Now, 3, 1, PairVerdict.Void)), "of place 3 does not hold");
        market.Open(1, 3, PairVerdict.OtherNamed);

        // The fallen one's other pair needs no opening.
        Assert.Equal((TrainingStep.Mask, 2UL), (market.State.Step, market.State.Epoch));
        Assert.Equal([KeyValuePair.Create(3, FallCause.PairNamed)], market.State.Fallen);
    }

    [Fact]
    public void Pass_OverADisputeThatNobodyOpens_DropsBothAsSilent()
    {
        var market = new TrainingSchedule(9);
        market.RunTo(TrainingStep.Compare);
        market.Compare((1, 3));

        market.Pass();

        Assert.Equal([KeyValuePair.Create(1, FallCause.Silent), KeyValuePair.Create(3, FallCause.Silent)], market.State.Fallen);
        Assert.Equal((TrainingStep.Mask, 2UL), (market.State.Step, market.State.Epoch));
    }

    [Fact]
    public void ComparePoints_ThatNameAMember_LeavesItsPairsOutOfDispute()
    {
        var market = new TrainingSchedule(6);
        market.RunTo(TrainingStep.Compare);

        market.Accept(new ComparePoints(
            market.Now, ImmutableSortedDictionary<int, FallCause>.Empty.Add(2, FallCause.MasksFail), [(2, 4)]));

        Assert.Equal(TrainingStep.Mask, market.State.Step);
        Assert.Equal(FallCause.MasksFail, market.State.Fallen[2]);
    }

    [Fact]
    public void JudgeSeeds_OfAGuiltyMember_RepairsWithEverybodyElse()
    {
        var market = new TrainingSchedule(6);
        market.RunTo(TrainingStep.Sum);

        market.Accept(new JudgeSeeds(market.Now, [0, 5]));

        Assert.True(market.State.IsRepair);
        Assert.Equal((TrainingStep.Mask, 2UL, 4), (market.State.Step, market.State.Epoch, market.State.Threshold));
        market.RunTo(TrainingStep.Sum);
        market.Accept(new JudgeSeeds(market.Now, [1]));
        market.RunTo(TrainingStep.Ended);
        Assert.Equal((TrainingEnd.Summed, 3UL, 3), (market.State.End!.Value, market.State.Epoch, market.State.Members.Count));
    }

    [Theory]
    [InlineData(TrainingStep.Mask, TrainingEnd.RepairBroken)]
    [InlineData(TrainingStep.Check, TrainingEnd.RepairBroken)]
    [InlineData(TrainingStep.Unmask, TrainingEnd.SharesMissing)]
    public void Pass_OverOneSilentInARepair_EndsWithoutASum(TrainingStep step, TrainingEnd end)
    {
        var market = new TrainingSchedule(9);
        market.RunTo(TrainingStep.Sum);
        market.Accept(new JudgeSeeds(market.Now, [0]));
        market.RunTo(step);
        market.AnswerAll(silent: 4);

        market.Pass();

        Assert.Equal(end, market.State.End);
    }

    [Theory]
    [InlineData(TrainingStep.Check)]
    [InlineData(TrainingStep.Compare)]
    [InlineData(TrainingStep.Sum)]
    public void GiveUp_InAStepThatNeedsBulk_EndsWithoutASumAndNamesNobody(TrainingStep step)
    {
        var market = new TrainingSchedule(6);
        market.RunTo(step);

        market.Accept(new GiveUp(market.Now));

        Assert.Equal(TrainingEnd.PlatformFailed, market.State.End);
        Assert.Empty(market.State.Fallen);
    }

    [Theory]
    [InlineData(TrainingStep.Commit)]
    [InlineData(TrainingStep.Nearness)]
    [InlineData(TrainingStep.Mask)]
    [InlineData(TrainingStep.Unmask)]
    public void GiveUp_InAStepThatWaitsForMembersAlone_IsRefused(TrainingStep step)
    {
        var market = new TrainingSchedule(6, isAudited: true);
        market.RunTo(step);

        Refused(TrainingReason.StepOver, market.Send(new GiveUp(market.Now)), $"expected {step}");
    }

    [Fact]
    public void Answer_OutOfItsTime_SaysWhy()
    {
        var market = new TrainingSchedule(5);
        AnswerStep commit = market.Answer(1);
        Refused(TrainingReason.StepAhead, market.Send(commit with { Step = TrainingStep.Mask, Epoch = 1 }), "expected Commit in epoch 0");
        Refused(TrainingReason.StepAhead, market.Send(new JudgeSeeds(market.Now, [])), "expected Commit in epoch 0");
        Refused(TrainingReason.DeadlineAhead, market.Send(new PassStep(market.Now)), "to have passed");
        market.AnswerAll(silent: 1);
        market.Now += TimeSpan.FromSeconds(60);
        market.Pass();
        Refused(TrainingReason.StepOver, market.Send(commit), "Step Commit of epoch 0 is over");
        AnswerStep mask = market.Answer(2);
        market.RunTo(TrainingStep.Ended);
        Assert.True(market.Send(mask).IsRepeat);
        Refused(TrainingReason.AnsweredOtherwise, market.Send(mask with { Digest = Digest("other") }), "Place 2 has answered");
        Assert.Contains(
            "Step Sum has no messages of members.",
            Assert.Throws<ArgumentException>(() => market.Send(mask with { Step = TrainingStep.Sum })).Message,
            StringComparison.Ordinal);
    }

    private static void Refused(TrainingReason reason, TrainingDecision decision, string words)
    {
        Assert.Equal(reason, decision.Refusal?.Reason);
        Assert.Contains(words, decision.Refusal!.Message, StringComparison.Ordinal);
        Assert.Empty(decision.Events);
    }
}
