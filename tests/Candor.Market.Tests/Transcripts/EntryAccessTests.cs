using System.Text.Json.Nodes;
using Candor.Market.Events;
using Candor.Market.Tests.Support;
using Candor.Market.Training;
using Candor.Market.Transcripts;

namespace Candor.Market.Tests.Transcripts;

public sealed class EntryAccessTests
{
    private static readonly TrainingStep[] s_steps =
    [
        TrainingStep.Commit, TrainingStep.Nearness, TrainingStep.Mask, TrainingStep.Check, TrainingStep.Compare,
        TrainingStep.Unmask, TrainingStep.Sum, TrainingStep.Ended,
    ];

    [Fact]
    public void MayRead_OpenMarket_WithholdsReportsFromEveryone()
    {
        TestMarket market = Reported();

        Assert.Equal(["ReportAccepted"], WithheldFrom(market, isMember: true));
        Assert.Equal(["ReportAccepted"], WithheldFrom(market, isMember: false));
    }

    [Fact]
    public void MayRead_SettledMarket_WithholdsReportsAndOutcomeFromStrangers()
    {
        TestMarket market = Reported();
        market.Accept(market.Settle());

        Assert.Empty(WithheldFrom(market, isMember: true));
        Assert.Equal(["ReportAccepted", "MarketSettled"], WithheldFrom(market, isMember: false));
    }

    [Fact]
    public void MayRead_CancelledMarket_WithholdsReportsForEver()
    {
        TestMarket market = Reported();
        market.Accept(market.Cancel());

        Assert.Equal(["ReportAccepted"], WithheldFrom(market, isMember: true));
    }

    [Fact]
    public void FindMember_OperatorAndRoster_AreFoundAndNobodyElse()
    {
        var market = new TestMarket(2);

        Assert.Equal(
            TestMarket.Operator.Public, EntryAccess.FindMember(market.State.Definition, TestMarket.Operator.Public.KeyId));
        Assert.Equal(
            market.Keys[1].Public, EntryAccess.FindMember(market.State.Definition, market.Keys[1].Public.KeyId));
        Assert.Null(EntryAccess.FindMember(market.State.Definition, new TestKey().Public.KeyId));
        Assert.Null(EntryAccess.FindMember(market.State.Definition, ""));
    }

    [Fact]
    public void FindMember_Validators_AreFound()
    {
        MarketState state = new ValidatedMarket(1).State;

        foreach (TestKey validator in ValidatedMarket.Validators)
        {
            Assert.Equal(validator.Public, EntryAccess.FindMember(state.Definition, validator.Public.KeyId));
        }
    }

    [Fact]
    public void MayRead_PublicTranscript_OpensToEveryoneOnceTheMarketHasSettled()
    {
        TestMarket market = Reported(text => text["transcriptAccess"] = "TRANSCRIPT_ACCESS_PUBLIC");
        Assert.Equal(["ReportAccepted"], WithheldFrom(market, isMember: false));

        market.Accept(market.Settle());

        Assert.Empty(WithheldFrom(market, isMember: false));
    }

    [Fact]
    public void MayRead_PublicTranscriptOfACancelledMarket_WithholdsReportsForEver()
    {
        TestMarket market = Reported(text => text["transcriptAccess"] = "TRANSCRIPT_ACCESS_PUBLIC");
        market.Accept(market.Cancel());

        Assert.Equal(["ReportAccepted"], WithheldFrom(market, isMember: true));
    }

    [Fact]
    public void MayRead_MarketThatTakesReports_WithholdsThemThoughItTrains()
    {
        var market = new TrainedMarket();
        market.Enter(0);
        market.Market.Report(0, TrainedMarket.Records);

        Assert.Equal(["ReportAccepted"], WithheldFrom(market.Market, isMember: true));
        Assert.Equal(["ReportAccepted"], WithheldFrom(market.Market, isMember: false));
    }

    // Each member checks whose data is summed; a stranger reads all of the training but what it is of, and what comes of it.
    [Fact]
    public void MayRead_MarketInTraining_OpensReportsToMembersAlone()
    {
        var market = new TrainedMarket(isAudited: true);
        market.ReportAll();
        while (market.State.Phase == MarketPhase.Training)
        {
            Assert.Empty(WithheldFrom(market.Market, isMember: true));
            Assert.Equal(Enumerable.Repeat("ReportAccepted", 4), WithheldFrom(market.Market, isMember: false));
            TrainingStep step = market.Training.State.Step;
            market.RunTo(s_steps[Array.IndexOf(s_steps, step) + 1]);
        }

        Assert.Equal(s_steps.Length - 1, market.Market.Events.OfType<TrainingStepOpened>().Count());
        Assert.Empty(WithheldFrom(market.Market, isMember: true));
        Assert.Equal(
            [.. Enumerable.Repeat("ReportAccepted", 4), "ModelsDelivered", "MarketSettled"],
            WithheldFrom(market.Market, isMember: false));
    }

    // The model's numbers come with the settlement; a log that a crash cut between both shows them to nobody.
    [Fact]
    public void MayRead_ModelBeforeTheSettlement_IsWithheldFromEveryone()
    {
        var market = new TrainedMarket();
        market.ReportAll();
        market.RunTo(TrainingStep.Sum);

        MarketEvent delivered = MarketDecider.Decide(market.State, market.Open()).Events[0];

        Assert.IsType<ModelsDelivered>(delivered);
        Assert.False(EntryAccess.MayRead(delivered, market.State, isMember: true));
        Assert.False(EntryAccess.MayRead(delivered, market.State, isMember: false));
    }

    [Theory]
    [InlineData(TrainingStep.Commit)]
    [InlineData(TrainingStep.Check)]
    public void MayRead_MarketCancelledInTraining_LeavesReportsToMembers(TrainingStep step)
    {
        var market = new TrainedMarket(change: static text => text["transcriptAccess"] = "TRANSCRIPT_ACCESS_PUBLIC");
        market.ReportAll();
        market.RunTo(step);
        market.Market.Accept(market.Market.Cancel());

        Assert.Empty(WithheldFrom(market.Market, isMember: true));
        Assert.Equal(Enumerable.Repeat("ReportAccepted", 4), WithheldFrom(market.Market, isMember: false));
    }

    [Fact]
    public void MayRead_PublicMarketThatTrained_OpensToEveryoneOnceItHasSettled()
    {
        var market = new TrainedMarket(change: static text => text["transcriptAccess"] = "TRANSCRIPT_ACCESS_PUBLIC");
        market.ReportAll();
        Assert.Equal(Enumerable.Repeat("ReportAccepted", 4), WithheldFrom(market.Market, isMember: false));

        market.RunTo();

        Assert.Empty(WithheldFrom(market.Market, isMember: false));
    }

    private static TestMarket Reported(Action<JsonObject>? change = null)
    {
        var market = new TestMarket(2, change);
        market.Enter(0, 250);
        market.Enter(1, 100);
        market.Report(0, 200);
        return market;
    }

    private static IEnumerable<string> WithheldFrom(TestMarket market, bool isMember) =>
        market.Events.Where(e => !EntryAccess.MayRead(e, market.State, isMember)).Select(e => e.GetType().Name);
}
