using Candor.Mechanism.Allocations;
using Candor.Mechanism.Checks;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Existence;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Properties;
using Candor.Mechanism.Valuations;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Mechanism.Tests.Properties;

public class PropertyCheckTests
{
    private static readonly TypeGrid s_grid = new(0.5, 4);

    [Fact]
    public void Run_NonNegativeCoefficients_IsDesirable()
    {
        // Corollary 1, exhaustively.
        PropertyReport report = Run(new double[,] { { 1, 0.3 }, { 0.2, 0.8 } });
        Assert.All(report.All, static verdict => Assert.True(verdict.Holds, verdict.ToString()));
        Assert.Equal(Evidence.ExhaustiveOnGrid, report.Desirable.Evidence);
    }

    [Fact]
    public void Run_PaperDecision1_NamesWhoGainsByHidingAndHowMuch()
    {
        MarketMechanism market = Markets.Linear(new double[,] { { -0.5, 0 }, { 1, 1 } });
        PropertyReport report = PropertyCheck.Run(market, new TypeGrid(1, 1));
        Assert.False(report.IncentiveCompatible.Holds);
        Markets.Near(-0.5 * Math.Tanh(0.5), report.IncentiveCompatible.Margin);
        Assert.Equal(
            "participant 0, of true size 1 at (1, 1), gains 0.231059 by reporting 0",
            report.IncentiveCompatible.Witness);
        Assert.True(report.IndividuallyRational.Holds);
        Assert.False(report.Desirable.Holds);
        Assert.StartsWith("incentiveCompatible: participant 0", report.Desirable.Witness, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_CorollarysCounterexample_LosesMoneyAtItsProfile()
    {
        double[,] alpha = { { 0.1, -1, -1 }, { 1, 0.5, 0 }, { -1, 0, 0.5 } };
        PropertyReport report = PropertyCheck.Run(Markets.Linear(alpha), new TypeGrid(1, 2));
        Assert.True(report.IncentiveCompatible.Holds);
        Assert.True(report.IndividuallyRational.Holds);
        Assert.True(report.Efficient.Holds);
        Assert.False(report.WeaklyBudgetBalanced.Holds);
        Assert.True(report.WeaklyBudgetBalanced.Margin <= -0.399);
        Assert.StartsWith("at (", report.WeaklyBudgetBalanced.Witness, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BestForAllThoughOneDoesHarm_IsNotEfficientWithAWitness()
    {
        double[,] alpha = { { 0.5, 0.2 }, { -0.9, 1 } };
        MarketMechanism market = Markets.Linear(alpha, AllocationKind.Best);
        PropertyReport report = PropertyCheck.Run(market, s_grid);
        Assert.False(report.Efficient.Holds);
        Assert.Contains("; qualities (0, ", report.Efficient.Witness, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FreeBestModelAmongRivals_DrivesSomeoneOut()
    {
        double[,] alpha = { { 1, -2 }, { -2, 1 } };
        MarketMechanism market = Markets.Linear(alpha, AllocationKind.Best, PaymentKind.Free);
        PropertyReport report = PropertyCheck.Run(market, s_grid);
        Assert.False(report.IndividuallyRational.Holds);
        Assert.EndsWith("by leaving", report.IndividuallyRational.Witness, StringComparison.Ordinal);
        Assert.True(report.WeaklyBudgetBalanced.Holds);
    }

    [Fact]
    public void Run_DesirablePayments_AgreeWithTheExistenceCheck()
    {
        for (int steps = 4; steps <= 6; steps++)
        {
            var grid = new TypeGrid(1, steps);
            var valuation = new GrowthValuation(2, -0.76);
            var curve = new LinearCurve();
            var market = new MarketMechanism(curve, valuation, UniformAllocation.Best, new DesirablePayment(grid));
            PropertyReport report = PropertyCheck.Run(market, grid);
            ExistenceVerdict verdict =
                ExistenceCheck.Run(new DesirableProblem(curve, valuation, UniformAllocation.Best, grid));
            Assert.True(report.IncentiveCompatible.Holds, report.IncentiveCompatible.ToString());
            Assert.True(report.IndividuallyRational.Holds, report.IndividuallyRational.ToString());
            Assert.Equal(verdict.Exists, report.WeaklyBudgetBalanced.Holds);
            Assert.Equal(verdict.Exists, report.Desirable.Holds);
            Markets.Near(verdict.WorstSum, report.WeaklyBudgetBalanced.Margin);
        }
    }

    [Fact]
    public void Run_RandomLinearMarkets_MepIsCompatibleAndRational() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        double[,] alpha = Markets.DrawAlpha(random, random.Next(1, 4));
        PropertyReport report = Run(alpha);
        Assert.True(report.IncentiveCompatible.Holds, report.IncentiveCompatible.ToString());
        Assert.True(report.IndividuallyRational.Holds, report.IndividuallyRational.ToString());
        Assert.True(report.Efficient.Holds, report.Efficient.ToString());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Run_OneThreadOrSeveral_FindTheSameWitness()
    {
        MarketMechanism market = Markets.Linear(new double[,] { { -0.5, 0, 1 }, { 1, 1, -1 }, { 0, -1, 0.2 } });
        PropertyReport one = PropertyCheck.Run(market, s_grid, new ExhaustiveOptions { Threads = 1 });
        PropertyReport several = PropertyCheck.Run(market, s_grid, new ExhaustiveOptions { Threads = 4 });
        Assert.Equal(one.All, several.All);
    }

    [Fact]
    public void Run_SeparableValueThatPeaksInside_BestOrNothingIsNotEfficientAndTheEfficientRuleIs()
    {
        PiecewiseLinear up = new([new(0, 0), new(1, 0.1)]);
        PiecewiseLinear peak = new([new(0, 0), new(0.4, 1), new(1, 0)]);
        var valuation = new SeparableValuation([up, up], [[null, peak], [null, null]]);
        PropertyReport report = PropertyCheck.Run(Markets.Over(valuation, AllocationKind.BestOrNothing), s_grid);
        Assert.False(report.Efficient.Holds);
        Assert.Contains("0.4", report.Efficient.Witness, StringComparison.Ordinal);
        Assert.True(PropertyCheck.Run(Markets.Over(valuation), s_grid).Efficient.Holds);
    }

    [Fact]
    public void Run_SearchedAllocation_ClaimsNothingForTheGrid()
    {
        var valuation = new DelegateValuation(2, static (i, q) => q[i]);
        MarketMechanism market = Markets.Over(valuation, payment: PaymentKind.Free);
        PropertyReport report = PropertyCheck.Run(market, new TypeGrid(1, 2));
        Assert.Equal(Evidence.Sampled, report.Desirable.Evidence);
        Assert.Contains("was not refuted", report.Desirable.ToString(), StringComparison.Ordinal);
    }

    private static PropertyReport Run(double[,] alpha) => PropertyCheck.Run(Markets.Linear(alpha), s_grid);
}
