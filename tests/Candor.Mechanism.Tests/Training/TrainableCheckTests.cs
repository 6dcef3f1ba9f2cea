using Candor.Mechanism.Allocations;
using Candor.Mechanism.Checks;
using Candor.Mechanism.Comparison;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Existence;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Properties;
using Candor.Mechanism.Tests.Desirable;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Tests.Training;

/// <summary>Every verdict on a market that trains, against a walk over all profiles and deviations.</summary>
[Trait("Category", "Slow")]
public class TrainableCheckTests
{
    private static readonly TypeGrid s_grid = new(0.5, 2);
    private static readonly ExhaustiveOptions s_walk = new() { UseTheorems = false };

    [Fact]
    public void Run_RandomMarkets_TheoremsSayWhatAWalkFinds()
    {
        int proven = 0;
        int losing = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            IPaymentRule payment = (seed % 3) switch
            {
                0 => MaximalExploitationPayment.Instance,
                1 => new DesirablePayment(s_grid),
                _ => FreePayment.Instance,
            };
            MarketMechanism market = TrainableMarkets.Draw(new Random(seed), most: 4, payment);
            PropertyReport quick = PropertyCheck.Run(market, s_grid);
            PropertyReport walked = PropertyCheck.Run(market, s_grid, s_walk);
            foreach ((Verdict found, Verdict expected) in quick.All.Zip(walked.All))
            {
                Assert.True(found.Holds == expected.Holds, $"Seed {seed}: {found} against {expected}");
                if (found.Evidence != Evidence.Proven && found.Claim != "desirable")
                {
                    Markets.Near(expected.Margin, found.Margin);
                }
            }

            proven += quick.Efficient.Evidence == Evidence.Proven ? 1 : 0;
            losing += quick.WeaklyBudgetBalanced.Holds ? 0 : 1;
        }

        Assert.InRange(proven, 10, 50);
        Assert.InRange(losing, 2, 58);
    }

    [Fact]
    public void Run_EfficientWhereItCanTrain_SaysSoInWords()
    {
        MarketMechanism market = Markets.Linear(new[,] { { 1, -0.2, 0 }, { 0, 1, 0 }, { -0.1, 0, 1 } })
            .WithTraining(new TrainingRequirement(3, 2));
        const string Reason =
            "the allocation maximises this valuation's welfare by its own rule, where a model can be trained; elsewhere nobody "
            + "can be given one";
        PropertyReport report = PropertyCheck.Run(market, s_grid);
        Assert.Equal((true, Evidence.Proven, Reason), (report.Efficient.Holds, report.Efficient.Evidence, report.Efficient.Witness));
        Verdict walked = PropertyCheck.Run(market, s_grid, s_walk).Efficient;
        Assert.Equal((true, Evidence.ExhaustiveOnGrid, 0.0), (walked.Holds, walked.Evidence, walked.Margin));
    }

    [Fact]
    public void Run_NothingSharedAlthoughItCanBeTrained_IsNotEfficientWhereItCanTrain()
    {
        MarketMechanism market = Markets.Linear(
            new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, AllocationKind.None)
            .WithTraining(new TrainingRequirement(3, 2));
        Verdict efficient = PropertyCheck.Run(market, s_grid).Efficient;
        Assert.False(efficient.Holds);

        // The only profile that can train: at every other sharing would have more welfare, and is not possible.
        Assert.StartsWith("at (1, 1, 1) welfare is", efficient.Witness, StringComparison.Ordinal);
        MarketMechanism never = market.WithTraining(new TrainingRequirement(3, 100));
        Assert.Equal((true, 0.0), Margin(PropertyCheck.Run(never, s_grid).Efficient));
    }

    [Fact]
    public void Run_GrowingMarkets_ExistenceIsThatOfAlgorithm1AsPrinted()
    {
        foreach (double rate in (double[])[-0.9, -0.7, -0.3, 0, -1.5])
        {
            var valuation = new GrowthValuation(3, rate);
            foreach (int records in (int[])[1, 2, 3, 4, 7])
            {
                var allocation = new TrainableAllocation(
                    valuation.EfficientAllocation(OptOutRule.Everyone), new TrainingRequirement(3, records));
                var problem = new DesirableProblem(new LinearCurve(), valuation, allocation, new TypeGrid(1, 3));
                Assert.False(problem.LinesFollowFromTotals);
                ExistenceVerdict verdict = ExistenceCheck.Run(problem);
                double worst = LiteralAlgorithm1.WorstSum(problem);
                Markets.Near(worst, verdict.WorstSum);
                Assert.Equal(worst >= -1e-9, verdict.PaymentsExist);
                Assert.Equal((true, Evidence.Proven), (verdict.Efficiency.Holds, verdict.Efficiency.Evidence));
                Assert.True(PropertyCheck.Run(
                    new MarketMechanism(new LinearCurve(), valuation, allocation, FreePayment.Instance),
                    new TypeGrid(1, 3),
                    s_walk).Efficient.Holds);
            }
        }
    }

    /// <summary>Theorem 2's conditions are necessary, Theorem 3's sufficient, also where an allocation jumps because a model
    /// can be trained from one report on; and no size between the grid's shows a gain.</summary>
    [Fact]
    public void Run_ConditionsAndSamples_DoNotContradictTheWalk()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            IPaymentRule payment = seed % 2 == 0 ? MaximalExploitationPayment.Instance : FreePayment.Instance;
            MarketMechanism market = TrainableMarkets.Draw(new Random(seed), most: 4, payment);
            ConditionReport conditions = ConditionCheck.Run(market, s_grid);
            PropertyReport walked = PropertyCheck.Run(market, s_grid, s_walk);
            bool isTruthful = walked.IncentiveCompatible.Holds && walked.IndividuallyRational.Holds;
            Assert.True(conditions.NecessaryMet || !isTruthful, $"Seed {seed}: {conditions.DescribeNecessary()}");
            Assert.True(isTruthful || !conditions.SufficientMet, $"Seed {seed}: {conditions.DescribeSufficient()}");
            if (seed % 2 == 0)
            {
                (Verdict hiding, Verdict leaving) = SampledCheck.Run(market, 2, 500, new Random(seed));
                Assert.True(hiding.Holds && leaving.Holds, $"Seed {seed}: {hiding} {leaving}");
            }
        }
    }

    /// <summary>Under the requirement Algorithm 1 charges nothing where nothing is trained, as the settlement
    /// does.</summary>
    [Fact]
    public void ComputeLine_ReportsThatCannotTrain_PayNothing()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            MarketMechanism market = TrainableMarkets.Draw(random);
            var problem = new DesirableProblem(market.Curve, market.Valuation, market.Allocation, s_grid);
            Profile others = Profile.AllIn([.. TrainableMarkets.DrawTypes(random, market.Count).Select(t => Math.Min(t, 1))]);
            int i = random.Next(market.Count);
            PaymentLine line = problem.ComputeLine(i, others, 2);
            for (int step = 0; step <= 2; step++)
            {
                if (!market.Training!.Judge(others.With(i, s_grid.SizeAt(step))).IsTrainable)
                {
                    Assert.Equal(0, line.Payments[step]);
                }
            }
        }
    }

    /// <summary>Theorem 4 stands: a smaller report gives nobody more, whether or not it makes the market one that cannot
    /// train.</summary>
    [Fact]
    public void Run_NobodyCompetesAndNothingIsCharged_IsDesirable()
    {
        var random = new Random(5);
        for (int k = 0; k < 20; k++)
        {
            double[,] alpha = Markets.DrawAlpha(random, 3);
            for (int at = 0; at < 9; at++)
            {
                alpha[at / 3, at % 3] = Math.Abs(alpha[at / 3, at % 3]);
            }

            MarketMechanism market = Markets.Linear(alpha, AllocationKind.Best, PaymentKind.Free)
                .WithTraining(new TrainingRequirement(3, random.Next(1, 5), 2));
            Assert.True(AssumptionReport.Of(market, 6).Theorem4Applies);
            Assert.All(PropertyCheck.Run(market, s_grid, s_walk).All, static verdict => Assert.True(verdict.Holds, $"{verdict}"));
        }
    }

    [Fact]
    public void Run_MoreProfilesThanAllowed_IsRefusedAndNotComputedOtherwise()
    {
        // Without training a dynamic programme finds the least revenue of this grid at once.
        MarketMechanism market = Markets.Linear(new[,] { { 1, -0.2, 0 }, { 0, 1, 0 }, { -0.1, 0, 1 } });
        var options = new ExhaustiveOptions { MostProfiles = 100 };
        var grid = new TypeGrid(1, 10);
        Assert.Equal(Evidence.ExhaustiveOnGrid, PropertyCheck.Run(market, grid, options).WeaklyBudgetBalanced.Evidence);
        GridTooLargeException error = Assert.Throws<GridTooLargeException>(
            () => PropertyCheck.Run(market.WithTraining(new TrainingRequirement(3, 2)), grid, options));
        Assert.Equal(1331, error.Profiles);
    }

    [Fact]
    public void Compare_ProfileThatCannotTrain_GivesNobodyAModelByAnyMechanism()
    {
        MarketMechanism market = Markets.Linear(
                new[,] { { 1, 0.2, 0.1, 0.1 }, { 0.3, 1, 0.1, 0.1 }, { 0.1, 0.1, 1, 0.1 }, { 0.1, 0.1, 0.1, 1 } })
            .WithTraining(new TrainingRequirement(3, 1));
        Comparison.Comparison compared =
            MechanismComparison.Run(market, [0, 0.5, 1, 1], Profile.AllIn(0, 0.5, 1, 1), s_grid);
        Assert.Equal(6, compared.Mechanisms.Length);
        Assert.All(compared.Mechanisms, static one => Assert.All(one.Result!.Gains, static gain => Assert.Equal(0, gain)));
        Assert.All(compared.Mechanisms, static one => Assert.Equal(0, one.Result!.Revenue));
        Comparison.Comparison trained =
            MechanismComparison.Run(market, [0, 1, 1, 1], Profile.AllIn(0, 1, 1, 1), s_grid);
        Assert.All(trained.Mechanisms, static one => Assert.True(one.Result!.Gains.Max() > 0 && one.Result.Properties.Efficient.Holds));
    }

    private static (bool Holds, double Margin) Margin(Verdict verdict) => (verdict.Holds, verdict.Margin);
}
