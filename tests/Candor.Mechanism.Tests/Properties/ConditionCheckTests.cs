using Candor.Mechanism.Allocations;
using Candor.Mechanism.Checks;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Properties;
using Candor.Mechanism.Valuations;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Mechanism.Tests.Properties;

/// <summary>Theorems 2 and 3 on grids, against the exact check of the properties themselves.</summary>
public class ConditionCheckTests
{
    [Fact]
    public void Theorem2_TruthfulAndRationalMechanism_MeetsTheNecessaryConditions() => Prop.ForAll<int>(seed =>
    {
        (MarketMechanism mechanism, TypeGrid grid) = Draw(new System.Random(seed));
        PropertyReport exact = PropertyCheck.Run(mechanism, grid);
        ConditionReport conditions = ConditionCheck.Run(mechanism, grid);
        if (exact.IncentiveCompatible.Holds && exact.IndividuallyRational.Holds)
        {
            Assert.True(conditions.NecessaryMet, conditions.Equation2.ToString());
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Theorem3_SufficientConditionsMet_TruthfulAndRational() => Prop.ForAll<int>(seed =>
    {
        (MarketMechanism mechanism, TypeGrid grid) = Draw(new System.Random(seed));
        if (ConditionCheck.Run(mechanism, grid).SufficientMet)
        {
            PropertyReport exact = PropertyCheck.Run(mechanism, grid);
            Assert.True(exact.IncentiveCompatible.Holds, exact.IncentiveCompatible.ToString());
            Assert.True(exact.IndividuallyRational.Holds, exact.IndividuallyRational.ToString());
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Theorem3_PaidForWhatItsDataIsWorthAlone_IsMet()
    {
        MarketMechanism mechanism = new(
            new SigmoidCurve(), new DenseExternalities(new double[,] { { 1 } }), UniformAllocation.None, new Rebate(1));
        ConditionReport report = ConditionCheck.Run(mechanism, new TypeGrid(0.5, 4));
        Assert.True(report.NecessaryMet && report.SufficientMet);
        Assert.StartsWith("Theorem 3: the sufficient conditions are met", report.DescribeSufficient(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Theorem3_NobodySharesAndNobodyPays_IsNotMetThoughTruthful()
    {
        // Equation (6) asks payments to fall by what a larger type gains when out, which the most harmless of all
        // mechanisms does not do: the condition is far from necessary.
        MarketMechanism mechanism = Markets.Linear(new[,] { { 1, -0.5 }, { -0.5, 1 } }, AllocationKind.None);
        ConditionReport report = ConditionCheck.Run(mechanism, new TypeGrid(0.5, 4));
        Assert.True(report.NecessaryMet && report.Equation5.Holds && report.Assumption3.Holds);
        Assert.False(report.Equation6.Holds);
    }

    [Fact]
    public void Theorem3_TruthfulMarketAtTheKink_IsNotMetAndNothingIsConcluded()
    {
        // docs/paper.md, D15: once a type's own quality is above what a report is given, (5) fails, though the market is
        // truthful.
        MarketMechanism mechanism = Markets.Linear(new double[,] { { 1, 0 }, { 0, 1 } });
        var grid = new TypeGrid(0.5, 4);
        Assert.True(PropertyCheck.Run(mechanism, grid).IncentiveCompatible.Holds);
        ConditionReport report = ConditionCheck.Run(mechanism, grid);
        Assert.False(report.Equation5.Holds);
        Assert.False(report.SufficientMet);
        Assert.True(report.NecessaryMet);
        Assert.StartsWith("Theorem 3: sufficient condition not met", report.DescribeSufficient(),
            StringComparison.Ordinal);
        Assert.DoesNotContain("not truthful", report.DescribeSufficient(), StringComparison.Ordinal);
    }

    [Fact]
    public void Theorem2_PaymentThatRisesTooFast_NamesThePlace()
    {
        // α_11 < 0 of docs/paper.md, D1: hiding everything pays, and the neighbours' inequality already shows it.
        MarketMechanism mechanism = Markets.Linear(new[,] { { -0.5, 0 }, { 1, 1 } });
        ConditionReport report = ConditionCheck.Run(mechanism, new TypeGrid(1, 1));
        Assert.False(report.Equation2.Holds);
        Assert.Equal(-0.231, report.Equation2.Margin, 3);
        Assert.StartsWith(
            "participant 0 beside (out, 1), from a report of 0 to 1: the payment rises by",
            report.Equation2.Witness,
            StringComparison.Ordinal);
        Assert.Contains("not both truthful and individually rational", report.DescribeNecessary(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Equation1_ChargeForNothing_Fails()
    {
        MarketMechanism mechanism = new(
            new SigmoidCurve(), new DenseExternalities(new double[,] { { 1 } }), UniformAllocation.None,
                new EntryFee());
        ConditionReport report = ConditionCheck.Run(mechanism, new TypeGrid(1, 2));
        Assert.False(report.Equation1.Holds);
        Assert.Equal(-0.25, report.Equation1.Margin);
        Assert.EndsWith("with nothing it is charged 0.25 and gains 0", report.Equation1.Witness,
            StringComparison.Ordinal);
    }

    private static (MarketMechanism Mechanism, TypeGrid Grid) Draw(System.Random random)
    {
        int n = random.Next(1, 4);
        var grid = new TypeGrid(0.5, random.Next(1, 4));
        IValuation valuation = random.Next(2) == 0
            ? new DenseExternalities(Markets.DrawAlpha(random, n))
            : new GrowthValuation(n, (2 * random.NextDouble()) - 1.5);
        IAllocationRule rule = AllocationRules.Create(
            (AllocationKind)random.Next(3), valuation, (OptOutRule)random.Next(2));
        IPaymentRule payment = random.Next(2) == 0
            ? new Rebate(3 * random.NextDouble())
            : PaymentRules.Create((PaymentKind)random.Next(3), grid);
        return (new MarketMechanism(new SigmoidCurve(), valuation, rule, payment), grid);
    }

    /// <summary>Pays for each report in proportion to the quality that it has by itself.</summary>
    private sealed class Rebate(double price) : IPaymentRule
    {
        public void Charge(in PaymentProblem problem, Span<double> payments)
        {
            for (int i = 0; i < payments.Length; i++)
            {
                payments[i] = problem.Reports.TakesPart[i] ? -price * problem.OwnQualities[i] : 0;
            }
        }
    }

    /// <summary>Charges a quarter for nothing.</summary>
    private sealed class EntryFee : IPaymentRule
    {
        public void Charge(in PaymentProblem problem, Span<double> payments)
        {
            for (int i = 0; i < payments.Length; i++)
            {
                payments[i] = problem.Reports.TakesPart[i] ? 0.25 : 0;
            }
        }
    }
}
