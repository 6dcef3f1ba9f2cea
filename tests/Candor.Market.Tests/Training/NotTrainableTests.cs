using System.Collections.Immutable;
using Candor.Market.Commands;
using Candor.Market.Events;
using Candor.Market.Settlement;
using Candor.Market.Tests.Support;
using Candor.Market.Training;
using Candor.Mechanism;

namespace Candor.Market.Tests.Training;

/// <summary>Reports that cannot be trained on end the market where it begins to train: no step is opened, everyone is allocated
/// none, and nothing is owed.</summary>
public sealed class NotTrainableTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Deadline_WithTooFewReports_EndsWithoutAStep(int reporters)
    {
        TrainedMarket market = Reported([.. Enumerable.Repeat(TrainedMarket.Records, reporters)]);

        DateTimeOffset deadline = market.State.Definition.ReportDeadline;
        market.Market.Accept(new PassDeadline(deadline));

        AssertVoid(market, SettlementCause.Deadline, 4 - reporters);
    }

    [Fact]
    public void Settle_OfTheOperatorWithTooFewReports_EndsWithoutAStep()
    {
        TrainedMarket market = Reported([30, 30]);

        market.Market.Accept(market.Market.Settle());

        AssertVoid(market, SettlementCause.Operator, 2);
    }

    // φ has 7 entries: those other than the largest need 14 records.
    [Theory]
    [InlineData(false, 7u, 6u, 40u)]
    [InlineData(true, 7u, 7u, 40u)]
    [InlineData(true, 5u, 5u, 4u, 6u)]
    [InlineData(false, 5u, 4u, 4u, 6u)]
    public void Deadline_WithTooFewRecordsBesidesTheLargest_EndsWithoutAStep(bool trains, params uint[] records)
    {
        TrainedMarket market = Reported(records);

        if (market.State.Phase == MarketPhase.Open)
        {
            market.Market.Accept(new PassDeadline(market.State.Definition.ReportDeadline));
        }

        if (trains)
        {
            Assert.Equal((MarketPhase.Training, TrainingStep.Commit), (market.State.Phase, market.Training.State.Step));
        }
        else
        {
            AssertVoid(
                market, records.Length == 4 ? SettlementCause.AllReported : SettlementCause.Deadline, 4 - records.Length);
        }
    }

    [Fact]
    public void Deadline_WithFewerThanTheDefinitionAsksFor_EndsWithoutAStep()
    {
        TrainedMarket market = Reported([30, 30, 30], minContributors: 4);

        market.Market.Accept(new PassDeadline(market.State.Definition.ReportDeadline));

        AssertVoid(market, SettlementCause.Deadline, 1);
    }

    // Of three reporters each is needed: without one of them the others have no model, and what each owes says so.
    [Fact]
    public void Payments_WhereEachIsNeeded_CountThatTheOthersCouldNotTrainWithoutIt()
    {
        TrainedMarket market = Reported([30, 30, 30]);
        market.Market.Accept(new PassDeadline(market.State.Definition.ReportDeadline));
        market.RunTo();
        ImmutableArray<ParticipantAssignment> assignments = market.State.Outcome!.Assignments;
        Assert.Equal(TrainingEnd.Summed, market.Training.State.End);
        Assert.All(assignments.Take(3), static one => Assert.True(one.AllocatedQuality > 0));

        ImmutableArray<uint?> reports = [30, 30, 30, null];
        MarketMechanism needsThree = market.State.Definition.Mechanism.WithTraining(new TrainingRequirement(3, 14, 100));
        Assert.Equal(
            MarketSettlement.Settle(market.State.Definition, needsThree, reports).Assignments.Select(Owed), assignments.Select(Owed));

        // Without that rule the others would have a model, and none of the three were so dear to lose.
        var untrained = new TestMarket(4, static text =>
        {
            text["version"] = 3;
            text.Remove("optOut");
        });
        MarketOutcome other = MarketSettlement.Settle(untrained.State.Definition, reports);
        Assert.Equal(other.Assignments.Select(static one => one.AllocatedQuality), assignments.Select(static one => one.AllocatedQuality));
        Assert.All(
            assignments.Zip(other.Assignments).Take(3),
            static pair => Assert.NotEqual(pair.Second.PaymentMicros, pair.First.PaymentMicros));

        // With a fourth reporter nobody is pivotal to three, and the threshold of four is three.
        TrainedMarket four = Reported([30, 30, 30, 30]);
        four.RunTo();
        Assert.Equal(
            MarketSettlement.Settle(four.State.Definition, needsThree, [30, 30, 30, 30]).Assignments.Select(Owed),
            four.State.Outcome!.Assignments.Select(Owed));
    }

    private static (double, long) Owed(ParticipantAssignment one) => (one.AllocatedQuality, one.PaymentMicros);

    private static TrainedMarket Reported(uint[] records, int minContributors = 3)
    {
        var market = new TrainedMarket(change: text => text["training"]!["minContributors"] = minContributors);
        for (int i = 0; i < 4; i++)
        {
            market.Enter(i);
        }

        for (int i = 0; i < records.Length; i++)
        {
            market.Market.Report(i, records[i]);
        }

        return market;
    }

    private static void AssertVoid(TrainedMarket market, SettlementCause cause, int missing)
    {
        Assert.Equal(
            [typeof(TrainingOpened), typeof(TrainingClosed), typeof(MarketSettled)],
            market.Market.Events.TakeLast(3).Select(static next => next.GetType()));
        Assert.DoesNotContain(market.Market.Events, static next => next is TrainingStepOpened);
        MarketOutcome outcome = market.State.Outcome!;
        Assert.Equal((MarketPhase.Settled, TrainingEnd.NotTrainable), (market.State.Phase, outcome.Training));
        Assert.Equal(cause, Assert.IsType<MarketSettled>(market.Market.Events[^1]).Cause);
        Assert.Equal(0, outcome.BestQuality);
        Assert.All(outcome.Assignments, static one => Assert.Equal((0, 0), (one.AllocatedQuality, one.PaymentMicros)));
        Assert.Equal(missing, outcome.Assignments.Count(static one => one.Records is null));
    }
}
