using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Valuations;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Mechanism.Tests.Training;

public class TrainableAllocationTests
{
    [Fact]
    public void Settle_ThreeOfThreeByHand_ChargesEachAllItGains()
    {
        // Q(t) = t and T = 6; everyone is served and nobody could leave, so each keeps its own size when it does.
        // p_1 = (6 - 0.5·6) - (1 - 0.5·2) = 3, p_2 = 6 - 2 = 4, p_3 = (6 + 6) - (3 + 1) = 8.
        MarketMechanism market = Markets.Linear(
            new[,] { { 1, -0.5, 0 }, { 0, 1, 0 }, { 1, 0, 1 } }, curve: new LinearCurve());
        Outcome outcome = market.WithTraining(new TrainingRequirement(3, 3)).Settle(Profile.Of(1, 2, 3));
        Assert.Equal([6.0, 6, 6], outcome.AllocatedQualities.AsEnumerable());
        Assert.Equal([3.0, 4, 8], outcome.Payments.AsEnumerable());
        Assert.Equal(new Trainability(new TrainingRequirement(3, 3), 3, 3), outcome.Training);

        Outcome untrainable = market.WithTraining(new TrainingRequirement(3, 4)).Settle(Profile.Of(1, 2, 3));
        Assert.Equal([0.0, 0, 0], untrainable.AllocatedQualities.AsEnumerable());
        Assert.Equal([0.0, 0, 0], untrainable.Payments.AsEnumerable());
        Assert.False(untrainable.Training!.IsTrainable);
    }

    [Fact]
    public void Settle_MarketThatDoesNotTrain_SaysNothingOfTraining() =>
        Assert.Null(Markets.Linear(new double[,] { { 1 } }).Settle(Profile.Of(1)).Training);

    [Fact]
    public void WithTraining_Twice_AsksForTheSecondAlone()
    {
        MarketMechanism market = Markets.Linear(new double[,] { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } })
            .WithTraining(new TrainingRequirement(3, 2));
        Assert.True(market.Settle(Profile.Of(1, 1, 1, null)).Training!.IsTrainable);
        MarketMechanism stricter = market.WithTraining(new TrainingRequirement(4, 2));
        Assert.False(stricter.Settle(Profile.Of(1, 1, 1, null)).Training!.IsTrainable);
        Assert.IsNotType<TrainableAllocation>(((TrainableAllocation)stricter.Allocation).Rule);
        Assert.Throws<ArgumentException>(
            "rule", () => new TrainableAllocation(market.Allocation, new TrainingRequirement(3, 2)));
    }

    [Fact]
    public void Settle_QualityBetweenBestAndNothing_IsRefusedWithIt()
    {
        var gain = new PiecewiseLinear([new(0, 0), new(1, 1)]);
        var peak = new PiecewiseLinear([new(0, 0), new(0.5, 2), new(1, -2)]);
        var valuation = new SeparableValuation(
            [gain, gain, gain], [[null, null, null], [peak, null, null], [null, null, null]]);
        MarketMechanism market = Markets.Over(valuation).WithTraining(new TrainingRequirement(3, 2, 100));
        PartialAllocationException error =
            Assert.Throws<PartialAllocationException>(() => market.Settle(Profile.Of(0.01, 2, 2)));
        Assert.Equal((0, 0.5), (error.Participant, error.Allocated));
        Assert.Equal(
            $"The allocation gives participant 0 the quality 0.5 at (0.01, 2, 2), between nothing and the best, {error.Best:R}; "
            + "expected one of both, since one model is trained.",
            error.Message);

        // Where nothing is trained nothing in between is given.
        Assert.False(market.Settle(Profile.Of(0, 0, 2)).Training!.IsTrainable);
        Assert.True(
            Markets.Over(valuation, AllocationKind.BestOrNothing).WithTraining(new TrainingRequirement(3, 2, 100))
                .Settle(Profile.Of(0.01, 2, 2)).Training!.IsTrainable);
    }

    /// <summary>The one pass over α that leaves out the pivotal, against the definition with loops.</summary>
    [Fact]
    public void Settle_RandomLinearMarkets_EqualsTheLiteralDefinition() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new System.Random(seed);
            int n = random.Next(3, 12);
            double[,] alpha = Markets.DrawAlpha(random, n);
            double?[] reports =
                [.. Enumerable.Range(0, n).Select(_ => random.Next(5) == 0 ? (double?)null : random.Next(5) / 2.0)];
            int contributors = random.Next(3, n + 1);
            int records = random.Next(1, 2 * n);
            foreach (AllocationKind kind in Enum.GetValues<AllocationKind>())
            {
                foreach (OptOutRule optOut in Enum.GetValues<OptOutRule>())
                {
                    var literal = new LiteralMechanism(
                        new SigmoidCurve().Evaluate,
                        alpha,
                        kind.ToString().ToLowerInvariant(),
                        optOut == OptOutRule.Everyone,
                        given => given.Count(static one => Math.Round(2 * (one ?? 0)) > 0) >= contributors
                            && (2 * given.Sum()) - (2 * given.Max()) >= records);
                    Outcome outcome = Markets.Linear(alpha, kind, optOut: optOut)
                        .WithTraining(new TrainingRequirement(contributors, records, 2))
                        .Settle(Profile.Of(reports));
                    double[] x = literal.Allocate(reports);
                    double[] p = literal.Pay(reports);
                    for (int i = 0; i < n; i++)
                    {
                        Markets.Near(x[i], outcome.AllocatedQualities[i]);
                        Markets.Near(p[i], outcome.Payments[i]);
                    }
                }
            }
        }).QuickCheckThrowOnFailure();
}
