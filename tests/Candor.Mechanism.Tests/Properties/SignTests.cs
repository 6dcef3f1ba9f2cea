using Candor.Mechanism.Checks;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Properties;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Tests.Properties;

/// <summary>Verdicts are those of the mathematics, whatever the coefficients round to.</summary>
public class SignTests
{
    // A market takes about a millisecond; CANDOR_SIGN_MARKETS=10000 is the run by hand.
    private static readonly int s_markets =
        int.TryParse(Environment.GetEnvironmentVariable("CANDOR_SIGN_MARKETS"), out int count) ? count : 300;

    [Fact]
    public void Walk_MepInOneDecimalMarketsWithPositiveOwnEffects_NeverFailsTheorem1()
    {
        var random = new Random(20261128);
        for (int k = 0; k < s_markets; k++)
        {
            (MarketMechanism market, TypeGrid grid) = Draw(random);
            PropertyReport report = PropertyCheck.Run(market, grid, new() { UseTheorems = false });
            Assert.True(report.IndividuallyRational.Margin == 0, $"market {k}: {report.IndividuallyRational}");
            Assert.True(report.IncentiveCompatible.Margin == 0, $"market {k}: {report.IncentiveCompatible}");
            Assert.True(report.Efficient.Margin == 0, $"market {k}: {report.Efficient}");
        }
    }

    [Fact]
    public void Run_ByTheoremsAndByTheWalk_GivesTheSameVerdicts()
    {
        var random = new Random(20261129);
        int losing = 0;
        for (int k = 0; k < s_markets; k++)
        {
            (MarketMechanism market, TypeGrid grid) = Draw(random);
            PropertyReport fast = PropertyCheck.Run(market, grid);
            PropertyReport walked = PropertyCheck.Run(market, grid, new() { UseTheorems = false });
            Assert.Equal(walked.All.Select(static v => v.Holds), fast.All.Select(static v => v.Holds));
            Assert.InRange(
                fast.WeaklyBudgetBalanced.Margin - walked.WeaklyBudgetBalanced.Margin, -1e-12, 1e-12);
            losing += walked.WeaklyBudgetBalanced.Holds ? 0 : 1;
        }

        Assert.InRange(losing, s_markets / 100, s_markets - (s_markets / 100));
    }

    [Fact]
    public void Run_Parts_MergeToTheWhole()
    {
        var random = new Random(7);
        (MarketMechanism market, TypeGrid grid) = Draw(random);
        foreach (bool useTheorems in new[] { true, false })
        {
            var options = new ExhaustiveOptions { UseTheorems = useTheorems };
            PropertyReport whole = PropertyCheck.Run(market, grid, options);
            PropertyReport merged = PropertyCheck.Merge(
                [.. Enumerable.Range(1, 5).Reverse().Select(i => PropertyCheck.RunShard(market, grid, new(i, 5), options))]);
            Assert.Equal(whole.All, merged.All);
        }

        ArgumentException missing = Assert.Throws<ArgumentException>(
            () => PropertyCheck.Merge([PropertyCheck.RunShard(market, grid, new(2, 2))]));
        Assert.Contains("expected each part of one check once", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PaymentsThatFollowFromTheLine_AreThoseOfTheSettlement()
    {
        // The same rule behind another type is settled report by report.
        var random = new Random(11);
        for (int k = 0; k < 40; k++)
        {
            (MarketMechanism market, TypeGrid grid) = Draw(random);
            IPaymentRule[] rules =
                [MaximalExploitationPayment.Instance, FreePayment.Instance, new DesirablePayment(grid)];
            foreach (IPaymentRule rule in rules)
            {
                PropertyReport byLine = Check(market, rule, grid);
                PropertyReport settled = Check(market, new Settled(rule), grid);
                Assert.Equal(settled.All.Select(static v => v.Holds), byLine.All.Select(static v => v.Holds));
                foreach ((Verdict a, Verdict b) in byLine.All.Zip(settled.All))
                {
                    Assert.InRange(a.Margin - b.Margin, -1e-12, 1e-12);
                }
            }
        }
    }

    private static PropertyReport Check(MarketMechanism market, IPaymentRule rule, TypeGrid grid) => PropertyCheck.Run(
        new MarketMechanism(market.Curve, market.Valuation, market.Allocation, rule),
        grid,
        new() { UseTheorems = false });

    private static (MarketMechanism Market, TypeGrid Grid) Draw(Random random)
    {
        int count = random.Next(2, 5);
        var alpha = new double[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                alpha[i, j] = (i == j ? random.Next(1, 11) : random.Next(-10, 11)) / 10.0;
            }
        }

        var valuation = new DenseExternalities(alpha);
        OptOutRule optOut = random.Next(2) == 0 ? OptOutRule.Everyone : OptOutRule.Participants;
        IQualityCurve[] curves =
        [
            new SigmoidCurve(),
            new LinearCurve(),
            new PowerLawCurve(0.9, 2, 0.5),
            new ExponentialCurve(0.95, 0.3, 0.8),
            new SaturatingCurve(1, 3, 1.2),
            new TableCurve([new CurvePoint(1, 0.4), new CurvePoint(20, 0.9)]),
        ];
        double[] units = [0.1, 0.25, 1, 10];
        int steps = random.Next(2, count == 4 ? 4 : 7);
        return (
            new MarketMechanism(
                curves[random.Next(curves.Length)],
                valuation,
                valuation.EfficientAllocation(optOut),
                MaximalExploitationPayment.Instance),
            new TypeGrid(units[random.Next(units.Length)], steps));
    }

    private sealed class Settled(IPaymentRule rule) : IPaymentRule
    {
        public void Charge(in PaymentProblem problem, Span<double> payments) => rule.Charge(problem, payments);
    }
}
