using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Tests.Support;
using Candor.Market.Training;

namespace Candor.Market.Tests.Training;

/// <summary>Once reports are closed, nothing that they stand on changes any more; and a market may be cancelled until the first
/// share is out.</summary>
public sealed class TrainingUnderwayTests
{
    [Fact]
    public void Market_InTraining_TakesNothingThatReportsStandOn()
    {
        var market = new TrainedMarket(isAudited: true, overlap: "OVERLAP_POLICY_REFUSE_LATER");
        market.ReportAll();
        Refuse(market);
        market.RunTo(TrainingStep.Unmask);
        Refuse(market);
    }

    [Fact]
    public void Cancel_BeforeAShareIsOut_IsTaken()
    {
        foreach (TrainingStep step in new[] { TrainingStep.Commit, TrainingStep.Compare, TrainingStep.Unmask })
        {
            var market = new TrainedMarket();
            market.ReportAll();
            market.RunTo(step);
            var due = market.Turn(1) as SendContribution;

            market.Market.Accept(market.Market.Cancel());

            Assert.Equal(MarketPhase.Cancelled, market.State.Phase);
            Assert.Null(market.State.Outcome);
            Assert.Equal(step != TrainingStep.Compare, due is not null);
            Assert.True(due is null || market.Send(1, due)?.Reason == RejectionReason.MarketCancelled);

            market.Market.Refuse(RejectionReason.MarketCancelled, new PassDeadline(market.Now.AddDays(90)));
            Assert.IsType<LeaveEnded>(market.Turn(1));
        }
    }

    [Fact]
    public void Cancel_AfterTheFirstShare_IsRefused()
    {
        var market = new TrainedMarket();
        market.ReportAll();
        market.RunTo(TrainingStep.Unmask);
        market.Act(2);
        Assert.True(market.Training.State.IsUnmasking);

        market.Market.Refuse(RejectionReason.TrainingUnderway, market.Market.Cancel());
        market.RunTo(TrainingStep.Sum);
        market.Market.Refuse(RejectionReason.TrainingUnderway, market.Market.Cancel());
        market.RunTo();
        market.Market.Refuse(RejectionReason.MarketSettled, market.Market.Cancel());
        Assert.Equal(TrainingEnd.Summed, market.Training.State.End);
    }

    // Shares of an epoch that nobody masks for any more are out all the same.
    [Fact]
    public void Cancel_InARepair_IsRefused()
    {
        var market = new TrainedMarket();
        market.ReportAll();
        market.RunTo(TrainingStep.Mask);
        market.Alters = new OtherSeed(market, 3).Alter;
        market.RunTo(TrainingStep.Sum);
        market.Work();
        Assert.Equal((TrainingStep.Mask, 2UL, true), (market.Training.State.Step, market.Training.State.Epoch, market.Training.State.IsRepair));

        market.Market.Refuse(RejectionReason.TrainingUnderway, market.Market.Cancel());
    }

    private static void Refuse(TrainedMarket market)
    {
        TestMarket messages = market.Market;
        messages.Refuse(RejectionReason.TrainingUnderway, messages.Join(0));
        Assert.Equal(RejectionReason.TrainingUnderway, messages.TryCommit(market.Validated.Claim(1, 40), messages.Keys[1])!.Reason);
        messages.Refuse(RejectionReason.TrainingUnderway, messages.Settle());
        messages.Refuse(RejectionReason.TrainingUnderway, market.Validated.Refusal(1, AuditRefusal.InvalidRecord));
        messages.Refuse(RejectionReason.TrainingUnderway, ValidatedMarket.Attest(market.Validated.AttestationOf(1)));
        messages.Refuse(RejectionReason.TrainingUnderway, market.Validated.Overlap(0, 1, 3, 0));
        Assert.Equal(
            RejectionReason.TrainingUnderway,
            messages.TryReport(new ReportClaim("p1", market.State.DefinitionDigest, 20, 1, new byte[8]), messages.Keys[1])!.Reason);
    }
}
