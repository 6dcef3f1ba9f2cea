using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Mechanism.Tests.Allocations;

/// <summary>"Efficient" and "best or nothing" for separable valuations.</summary>
public class SeparableEfficiencyTests
{
    private static readonly PiecewiseLinear s_up = new([new(0, 0), new(1, 1)]);

    [Fact]
    public void Allocate_OthersFallPastABend_GivesThePartialQuality()
    {
        PiecewiseLinear fall = new([new(0, 0), new(0.5, 0), new(1, -3)]);
        var valuation = new SeparableValuation([s_up, s_up], [[null, fall], [fall, null]]);
        Outcome parts = Markets.Over(valuation).Settle(Profile.AllIn(1, 1));
        Assert.Equal([0.5, 0.5], parts.AllocatedQualities.ToArray());
        Assert.Equal(AllocationCertainty.Exact, parts.Certainty);
        Outcome corners = Markets.Over(valuation, AllocationKind.BestOrNothing).Settle(Profile.AllIn(1, 1));
        Assert.Equal([0.0, 0.0], corners.AllocatedQualities.ToArray());
    }

    [Theory]
    [InlineData(0.75, 0)]
    [InlineData(0.25, 0.5)]
    public void Allocate_OwnQualityIsBest_GivesNoModel(double own, double expected)
    {
        PiecewiseLinear peak = new([new(0, 0), new(0.5, 1), new(1, -3)]);
        var valuation = new SeparableValuation([s_up, s_up], [[null, PiecewiseLinear.Zero], [peak, null]]);
        Outcome outcome = Markets.Over(valuation, curve: new LinearCurve()).Settle(Profile.AllIn(own, 0.5));
        Assert.Equal(expected, outcome.AllocatedQualities[0]);
    }

    [Fact]
    public void Allocate_PlateauThatRoundingTilts_IsATieToTheBestQuality()
    {
        // On paper 0.1 q + 0.2 q - 0.3 q is 0 everywhere; in binary it is not, at most qualities.
        PiecewiseLinear one = new([new(0, 0), new(0.3, 0.03), new(1, 0.1)]);
        PiecewiseLinear two = new([new(0, 0), new(0.7, 0.14), new(1, 0.2)]);
        PiecewiseLinear three = new([new(0, 0), new(0.9, -0.27), new(1, -0.3)]);
        var valuation = new SeparableValuation(
            [one, s_up, s_up], [[null, null, null], [two, null, null], [three, null, null]]);
        foreach (AllocationKind kind in (AllocationKind[])[AllocationKind.Efficient, AllocationKind.BestOrNothing])
        {
            Outcome outcome = Markets.Over(valuation, kind, curve: new LinearCurve()).Settle(Profile.AllIn(0.1, 0.2, 0.6));
            Assert.Equal(outcome.BestQuality, outcome.AllocatedQualities[0]);
        }
    }

    [Fact]
    public void Allocate_RealLossBesideAHugeTermThatDoesNotChange_IsNoTie()
    {
        PiecewiseLinear huge = new([new(0, 0), new(0.01, 1e10)]);
        PiecewiseLinear loss = new([new(0, 0), new(0.1, 0), new(1, -1.001)]);
        PiecewiseLinear gain = new([new(0, 0), new(0.1, 0), new(1, 1)]);
        var valuation = new SeparableValuation([gain, s_up, s_up], [[null, null, null], [huge, null, null], [loss, null, null]]);
        foreach (AllocationKind kind in (AllocationKind[])[AllocationKind.Efficient, AllocationKind.BestOrNothing])
        {
            Outcome outcome = Markets.Over(valuation, kind, curve: new LinearCurve()).Settle(Profile.AllIn(0.1, 0.2, 0.6));
            Assert.Equal(0, outcome.AllocatedQualities[0]);
        }
    }

    [Fact]
    public void Allocate_RandomMarket_ReachesTheLargestWelfareOfAFineGrid() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        int n = random.Next(1, 5);
        SeparableValuation valuation = Draw(random, n);
        double?[] reports =
            [.. Markets.DrawSizes(random, n).Select(size => random.Next(4) == 0 ? (double?)null : size)];
        Profile profile = Profile.Of(reports);
        foreach (OptOutRule optOut in Enum.GetValues<OptOutRule>())
        {
            Outcome outcome = Markets.Over(valuation, optOut: optOut).Settle(profile);
            Assert.Equal(AllocationCertainty.Exact, outcome.Certainty);
            for (int j = 0; j < n; j++)
            {
                double own = new SigmoidCurve().Evaluate(profile.Sizes[j]);
                double x = outcome.AllocatedQualities[j];
                Assert.InRange(x, 0, outcome.BestQuality);
                if (!reports[j].HasValue)
                {
                    Assert.Equal(0, x);
                    continue;
                }

                double reached = Welfare(valuation, profile, optOut, j, Math.Max(own, x));
                for (int k = 0; k <= 500; k++)
                {
                    double q = own + ((outcome.BestQuality - own) * k / 500);
                    Assert.True(Welfare(valuation, profile, optOut, j, q) <= reached + 1e-9, $"participant {j} at {q}");
                }
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Charge_EveryRule_SettlesPartialQualities()
    {
        PiecewiseLinear fall = new([new(0, 0), new(0.5, 0), new(1, -3)]);
        var valuation = new SeparableValuation([s_up, s_up], [[null, fall], [fall, null]]);
        IAllocationRule rule = valuation.EfficientAllocation(OptOutRule.Participants);
        IPaymentRule[] payments =
        [
            MaximalExploitationPayment.Instance, PivotalPayment.Instance, ShapleyPayment.Instance, FreePayment.Instance,
            new DesirablePayment(new TypeGrid(0.5, 6)),
        ];
        foreach (IPaymentRule payment in payments)
        {
            var market = new MarketMechanism(new SigmoidCurve(), valuation, rule, payment);
            Outcome outcome = market.Settle(Profile.AllIn(1, 0.5));
            Assert.Equal([0.5, 0.5], outcome.AllocatedQualities.ToArray());
        }

        // With the first out, the second has B = Q(0.5), which is below the bend; the first keeps Q(1).
        Outcome mep = Markets.Over(valuation).Settle(Profile.AllIn(1, 0.5));
        double alone = new SigmoidCurve().Evaluate(1);
        Markets.Near(0.5 - alone, mep.Payments[0]);
    }

    private static SeparableValuation Draw(System.Random random, int n) => new(
        [.. Enumerable.Range(0, n).Select(_ => DrawCurve(random, rises: true))],
        [
            .. Enumerable.Range(0, n).Select(i => (IReadOnlyList<PiecewiseLinear?>)
                [.. Enumerable.Range(0, n).Select(j => i == j || random.Next(4) == 0 ? null : DrawCurve(random, false))]),
        ]);

    private static PiecewiseLinear DrawCurve(System.Random random, bool rises)
    {
        var points = new List<ValuePoint>();
        double quality = 0;
        double value = 0;
        for (int k = random.Next(1, 5); k > 0; k--)
        {
            value += rises ? random.NextDouble() : (2 * random.NextDouble()) - 1;
            points.Add(new ValuePoint(quality, value));
            quality += 0.05 + (0.4 * random.NextDouble());
        }

        return new PiecewiseLinear(points);
    }

    private static double Welfare(
        SeparableValuation valuation, Profile profile, OptOutRule optOut, int participant, double quality)
    {
        double sum = 0;
        for (int i = 0; i < profile.Count; i++)
        {
            bool isCounted = optOut == OptOutRule.Everyone || profile.TakesPart[i];
            sum += isCounted ? valuation.Effect(i, participant, quality) : 0;
        }

        return sum;
    }
}
