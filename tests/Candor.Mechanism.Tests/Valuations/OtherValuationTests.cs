using Candor.Mechanism.Curves;
using Candor.Mechanism.Valuations;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Mechanism.Tests.Valuations;

public class OtherValuationTests
{
    [Fact]
    public void Growth_Qualities_EqualTheFormulaOfSection62()
    {
        var valuation = new GrowthValuation(3, -0.7);
        double[] q = [1, 0.5, 2];
        var values = new double[3];
        valuation.EvaluateAll(q, values);
        for (int i = 0; i < 3; i++)
        {
            Markets.Near(Math.Pow(3.5, -0.7) * q[i], values[i], 1e-15);
            Assert.Equal(values[i], valuation.Evaluate(i, q));
        }
    }

    [Fact]
    public void Growth_NoQualityAtAll_IsWorthNothing() =>
        Assert.Equal(0, new GrowthValuation(2, -1).Evaluate(0, [0, 0]));

    [Theory]
    [InlineData(-1.0, true)]
    [InlineData(-1.0001, false)]
    [InlineData(0.5, true)]
    public void Growth_Efficient_ServesAllExactlyFromMinusOneOn(double rate, bool served)
    {
        MarketMechanism market = Markets.Over(new GrowthValuation(2, rate), curve: new LinearCurve());
        Outcome outcome = market.Settle(Profile.AllIn(1, 2));
        Assert.All(outcome.AllocatedQualities, x => Assert.Equal(served ? 3 : 0, x));
    }

    [Fact]
    public void Growth_MaximalExploitation_FollowsDefinition9()
    {
        MarketMechanism market = Markets.Over(new GrowthValuation(2, -0.5), curve: new LinearCurve());
        Outcome outcome = market.Settle(Profile.AllIn(1, 2));

        // In: both use 3. The first out: it uses 1, the other is allocated 2 and uses 2.
        Markets.Near((Math.Pow(6, -0.5) * 3) - (Math.Pow(3, -0.5) * 1), outcome.Payments[0]);
        Markets.Near((Math.Pow(6, -0.5) * 3) - (Math.Pow(3, -0.5) * 2), outcome.Payments[1]);
    }

    [Fact]
    public void Growth_BadParameters_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new GrowthValuation(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new GrowthValuation(1, double.NaN));
    }

    [Fact]
    public void Separable_StraightLines_AreLinearExternalities() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        int n = random.Next(1, 6);
        double[,] alpha = Markets.DrawAlpha(random, n);
        double[] types = Markets.DrawSizes(random, n);
        foreach (OptOutRule optOut in Enum.GetValues<OptOutRule>())
        {
            Profile reports = Profile.AllIn(types).With(random.Next(n), null);
            Outcome linear = Markets.Linear(alpha, optOut: optOut).Settle(reports);
            Outcome separable = Markets.Over(Straight(alpha, n), optOut: optOut).Settle(reports);
            for (int i = 0; i < n; i++)
            {
                // Where own quality equals B there is nothing to allocate, and the two rules may say so differently.
                double own = Math.Tanh(reports.Sizes[i] / 2);
                Markets.Near(
                    Math.Max(own, linear.AllocatedQualities[i]), Math.Max(own, separable.AllocatedQualities[i]), 1e-9);
                Markets.Near(linear.Payments[i], separable.Payments[i], 1e-9);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Separable_OwnCurveThatFalls_IsRefused()
    {
        var falling = new PiecewiseLinear([new(0, 1), new(1, 0)]);
        var error = Assert.Throws<ArgumentException>(() => new SeparableValuation([falling], [[null]]));
        Assert.Contains("F_0 falls at point 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 2)]
    [InlineData(0.25, 2.5)]
    [InlineData(0.5, 3)]
    [InlineData(9, -1)]
    public void PiecewiseLinear_Qualities_AreOnItsPieces(double quality, double expected)
    {
        var curve = new PiecewiseLinear([new(0, 2), new(0.5, 3), new(1, -1)]);
        Assert.Equal(quality < 0 ? 2 : expected, curve.Evaluate(quality));
    }

    [Fact]
    public void Searched_LinearValuation_FindsTheClosedForm() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        int n = random.Next(1, 5);
        var linear = new DenseExternalities(Markets.DrawAlpha(random, n));
        double[] types = [.. Markets.DrawSizes(random, n).Select(static size => size + 0.1)];
        var known = Markets.Over(linear);
        var searched = Markets.Over(new DelegateValuation(n, (i, q) => linear.Evaluate(i, q)));
        Outcome expected = known.Settle(Profile.AllIn(types));
        Outcome found = searched.Settle(Profile.AllIn(types));
        Assert.Equal(n == 1 ? AllocationCertainty.Exact : AllocationCertainty.Approximate, found.Certainty);
        Markets.Near(known.Evaluate(expected, types).Welfare, searched.Evaluate(found, types).Welfare, 1e-9);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Searched_WelfareThatPeaksInside_GivesAQualityBetween()
    {
        // Welfare peaks where the first uses 0.6, which is neither its own 0.2 nor the best 0.9.
        var valuation = new DelegateValuation(2, static (i, q) => i == 0 ? -(q[0] - 0.6) * (q[0] - 0.6) : q[1]);
        var market = Markets.Over(valuation, curve: new LinearCurve());
        Outcome outcome = market.Settle(Profile.AllIn(0.2, 0.7));
        Assert.Equal(0.6, outcome.AllocatedQualities[0], 2);
        Assert.Equal(0.9, outcome.AllocatedQualities[1], 12);
        Assert.Equal(AllocationCertainty.Approximate, outcome.Certainty);
    }

    private static SeparableValuation Straight(double[,] alpha, int n)
    {
        // A line through the origin that reaches beyond every quality in use.
        static PiecewiseLinear Line(double slope) => new([new(0, 0), new(2, 2 * slope)]);
        var own = new PiecewiseLinear[n];
        var others = new PiecewiseLinear?[n][];
        for (int i = 0; i < n; i++)
        {
            own[i] = Line(alpha[i, i]);
            others[i] = [.. Enumerable.Range(0, n).Select(j => i == j ? null : Line(alpha[i, j]))];
        }

        return new SeparableValuation(own, others);
    }
}
