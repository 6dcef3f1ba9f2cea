using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Properties;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Tests.Properties;

public class AssumptionReportTests
{
    private static readonly DenseExternalities s_rivals = new(new double[,] { { 1, -0.3 }, { -0.3, 1 } });

    [Fact]
    public void Of_TableThatEndsBeforeTheLargestTotal_FailsAssumption1WithItsWitness()
    {
        AssumptionReport report = AssumptionReport.Of(Market(new TableCurve([new(1, 0.5), new(2, 0.7)]), s_rivals), 12);
        Assert.Equal((false, Evidence.Proven), (report.Assumption1.Holds, report.Assumption1.Evidence));
        Assert.Equal("Q(12) = 0.7 is not above Q(2) = 0.7, but quality rises", report.Assumption1.Witness);
        Assert.Contains(
            "Assumption 1 (quality is bounded and rises with data) fails: Q(12) = 0.7 is not above Q(2) = 0.7, but quality "
            + "rises",
            report.Warnings());
        Assert.True(AssumptionReport.Of(Market(new TableCurve([new(1, 0.5), new(2, 0.7)]), s_rivals), 2).Assumption1.Holds);
    }

    [Fact]
    public void Of_QualityAboveOne_IsAMatterOfScaleForHomogeneousValuationsOnly()
    {
        Assert.True(AssumptionReport.Of(Market(new LinearCurve(), new GrowthValuation(2, -0.5)), 12).Assumption1.Holds);
        Assert.True(AssumptionReport.Of(Market(new LinearCurve(), s_rivals), 12).Assumption1.Holds);
        PiecewiseLinear own = new([new(0, 0), new(1, 1)]);
        var separable = new SeparableValuation([own, own], [[null, null], [null, null]]);
        Verdict bounded = AssumptionReport.Of(Market(new LinearCurve(), separable), 12).Assumption1;
        Assert.False(bounded.Holds);
        Assert.Equal("Q(12) = 12, but a quality is at most 1", bounded.Witness);
    }

    [Fact]
    public void Of_OwnCurve_IsSampledAndAFallAboveOneIsFound()
    {
        AssumptionReport rising = AssumptionReport.Of(Market(new OwnCurve(static s => s / (1 + s)), s_rivals), 12);
        Assert.Equal((true, Evidence.Sampled), (rising.Assumption1.Holds, rising.Assumption1.Evidence));
        AssumptionReport falling = AssumptionReport.Of(
            Market(new OwnCurve(static s => s < 3 ? 2 * s : 6.5 - (s / 100)), s_rivals), 12);
        Assert.False(falling.Assumption1.Holds);
        Assert.Contains("is not above", falling.Assumption1.Witness, StringComparison.Ordinal);
    }

    [Fact]
    public void Theorem4_NobodyCompetes_Applies()
    {
        var friends = new DenseExternalities(new double[,] { { 1, 0.3 }, { 0, 1 } });
        AssumptionReport report = AssumptionReport.Of(Market(new SigmoidCurve(), friends), 4);
        Assert.True(report.Theorem4Applies);
        Assert.Equal(
            ["Theorem 4 applies: nobody competes, so the best model for everyone, free of charge, is desirable."],
            report.Warnings().AsEnumerable());
        AssumptionReport free = AssumptionReport.Of(Market(new SigmoidCurve(), friends, FreePayment.Instance), 4);
        Assert.Empty(free.Warnings());
        Assert.Null(free.Theorem1);
    }

    [Fact]
    public void Theorem4_SomebodyCompetes_SaysWhyNot()
    {
        AssumptionReport report = AssumptionReport.Of(Market(new SigmoidCurve(), s_rivals, FreePayment.Instance), 4);
        Assert.False(report.Theorem4Applies);
        Assert.Equal(
            "Theorem 4 does not apply: Definition 10 (a market in which nobody competes) fails, so free is not shown to be "
            + "desirable.",
            report.Warnings()[^1]);
        Assert.Contains(
            "the valuation of participant 1 goes from 0 to -", report.Definition10.Witness, StringComparison.Ordinal);
    }

    [Fact]
    public void Theorem1_OwnEffectThatIsNotPositive_IsNamed()
    {
        var harmed = new DenseExternalities(new double[,] { { -0.5, 0 }, { 1, 1 } });
        AssumptionReport report = AssumptionReport.Of(Market(new SigmoidCurve(), harmed), 2);
        Assert.False(report.Theorem1!.Holds);
        Assert.Equal(-0.5, report.Theorem1.Margin);
        Assert.Equal(
            "α[0][0] is -0.5, not more than 0, so that hiding data can pay participant 0 (D1)", report.Theorem1.Witness);
        Assert.False(report.Assumption3.Holds);
        Assert.False(AssumptionReport.Of(Market(new LinearCurve(), new GrowthValuation(2, -0.5)), 2).Theorem1!.Holds);
        Assert.True(AssumptionReport.Of(Market(new SigmoidCurve(), s_rivals), 2).Theorem1!.Holds);
    }

    [Fact]
    public void Of_ValuationThatNothingDecides_ClaimsNothing()
    {
        var unknown = new DelegateValuation(2, static (i, q) => q[i]);
        AssumptionReport without = AssumptionReport.Of(Market(new SigmoidCurve(), unknown), 2);
        Assert.Equal((Evidence.Sampled, 0L), (without.Assumption4.Evidence, without.Assumption4.Looked));
        AssumptionReport sampled = AssumptionReport.Of(Market(new SigmoidCurve(), unknown), 2, new System.Random(1));
        Assert.Equal((Evidence.Sampled, 4096L), (sampled.Assumption4.Evidence, sampled.Assumption4.Looked));
        Assert.Null(sampled.Theorem4Applies);
    }

    [Fact]
    public void Of_NoData_HasNothingToCompare() =>
        Assert.All(
            AssumptionReport.Of(Market(new SigmoidCurve(), s_rivals), 0).All, static verdict => Assert.True(verdict.Holds));

    private static MarketMechanism Market(IQualityCurve curve, IValuation valuation, IPaymentRule? payment = null) =>
        new(curve, valuation, UniformAllocation.Best, payment ?? MaximalExploitationPayment.Instance);

    private sealed class OwnCurve(Func<double, double> quality) : IQualityCurve
    {
        public double Evaluate(double size) => quality(size);
    }
}
