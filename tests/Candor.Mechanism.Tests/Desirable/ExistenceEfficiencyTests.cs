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

namespace Candor.Mechanism.Tests.Desirable;

[Trait("Category", "Slow")]
public class ExistenceEfficiencyTests
{
    [Fact]
    public void Run_NothingSharedWhereSharingIsBetter_IsNotDesirable()
    {
        // Whoever shares nothing and pays nothing is truthful, stays in and balances; Definition 7 asks for more.
        var valuation = new DenseExternalities(new double[,] { { 1, 0.5 }, { 0.5, 1 } });
        ExistenceVerdict verdict = Run(valuation, UniformAllocation.None, 3);
        Assert.Equal((true, false, false), (verdict.PaymentsExist, verdict.Efficient, verdict.Exists));
        Assert.Equal(
            "No desirable mechanism: IC, IR and balanced payments exist; the allocation is not efficient.",
            verdict.Describe());
        Assert.Equal(
            "at (0, 3) welfare is 1.35772; qualities (0.905148, 0.905148) would make it 2.71544",
            verdict.Efficiency.Witness);
        Markets.Near(1.5 * new SigmoidCurve().Evaluate(3), -verdict.Efficiency.Margin);
    }

    [Fact]
    public void Run_BestToAllWhereAQualityInBetweenIsBetter_IsNotDesirable()
    {
        PiecewiseLinear own = new([new(0, 0), new(1, 1)]);
        PiecewiseLinear harm = new([new(0, 0), new(0.5, 0), new(1, -3)]);
        var valuation = new SeparableValuation([own, own], [[null, harm], [harm, null]]);
        ExistenceVerdict verdict = Run(valuation, UniformAllocation.Best, 6);
        Assert.False(verdict.Efficient);
        Assert.False(verdict.Exists);
        Assert.Contains("qualities (0.5, ", verdict.Efficiency.Witness, StringComparison.Ordinal);
        Assert.Equal(Evidence.ExhaustiveOnGrid, verdict.Efficiency.Evidence);
    }

    [Fact]
    public void Run_SearchedAllocation_IsNeverPlainlyTrue()
    {
        var valuation = new DelegateValuation(2, static (i, q) => q[i] + (0.1 * q[0] * q[1]));
        IAllocationRule searched = AllocationRules.Create(AllocationKind.Efficient, valuation, OptOutRule.Everyone);
        ExistenceVerdict verdict = Run(valuation, searched, 2);
        Assert.Null(verdict.Exists);
        Assert.Null(verdict.PaymentsExist);
        Assert.Null(verdict.Efficient);
        Assert.Equal(Evidence.Sampled, verdict.Evidence);
        Assert.StartsWith("Not decided", verdict.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FixedAllocationOfAnUnknownValuation_LeavesEfficiencyOpen()
    {
        // The allocation is exact, and with it the payments; what is efficient nobody has declared.
        var valuation = new DelegateValuation(2, static (i, q) => q[i]);
        ExistenceVerdict verdict = Run(valuation, UniformAllocation.Best, 2);
        Assert.Equal((true, null, null), (verdict.PaymentsExist, verdict.Efficient, verdict.Exists));
        ExistenceVerdict refuted = Run(valuation, UniformAllocation.None, 2);
        Assert.Equal((true, false, false), (refuted.PaymentsExist, refuted.Efficient, refuted.Exists));
    }

    [Theory]
    [InlineData(AllocationKind.Best, -0.7, "Assumption 4")]
    [InlineData(AllocationKind.Efficient, -0.7, "Assumption 4")]
    [InlineData(AllocationKind.None, -1.5, "the market shrinks")]
    [InlineData(AllocationKind.Efficient, -1.5, "the market shrinks")]
    public void Run_GrowthMarket_ProvesEfficiencyWithoutLooking(AllocationKind kind, double rate, string reason)
    {
        var valuation = new GrowthValuation(2, rate);
        var problem = new DesirableProblem(
            new LinearCurve(),
            valuation,
            AllocationRules.Create(kind, valuation, OptOutRule.Everyone),
            new TypeGrid(1, 3));
        Verdict efficiency = ExistenceCheck.Run(problem).Efficiency;
        Assert.Equal((true, Evidence.Proven, 0L), (efficiency.Holds, efficiency.Evidence, efficiency.Looked));
        Assert.Contains(reason, efficiency.Witness, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_LinearMarkets_AgreesWithTheCheckOfEveryProfile() => Prop.ForAll<int>(seed =>
    {
        // Proofs and walks give what the exhaustive check finds by its own comparison.
        var random = new System.Random(seed);
        int n = random.Next(1, 4);
        var valuation = new DenseExternalities(Markets.DrawAlpha(random, n));
        IAllocationRule allocation = AllocationRules.Create(
            (AllocationKind)random.Next(3), valuation, OptOutRule.Everyone);
        ExistenceVerdict verdict = Run(valuation, allocation, 3);
        PropertyReport report = PropertyCheck.Run(
            new MarketMechanism(new SigmoidCurve(), valuation, allocation, FreePayment.Instance), new TypeGrid(1, 3));
        Assert.Equal(report.Efficient.Holds, verdict.Efficient);
        if (verdict.Efficiency.Evidence != Evidence.Proven)
        {
            Markets.Near(report.Efficient.Margin, verdict.Efficiency.Margin);
        }
    }).QuickCheckThrowOnFailure();

    private static ExistenceVerdict Run(IValuation valuation, IAllocationRule allocation, int steps) =>
        ExistenceCheck.Run(new DesirableProblem(new SigmoidCurve(), valuation, allocation, new TypeGrid(1, steps)));
}
