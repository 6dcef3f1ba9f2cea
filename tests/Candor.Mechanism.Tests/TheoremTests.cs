using Candor.Mechanism.Allocations;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Mechanism.Tests;

/// <summary>The paper's statements about maximal exploitation payments, and where they stop being true.</summary>
public class TheoremTests
{
    [Fact]
    public void Theorem1_OwnEffectsPositive_NobodyGainsByHidingOrLeaving() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        int n = random.Next(1, 7);
        double[,] alpha = Markets.DrawAlpha(random, n);
        double[] types = Markets.DrawSizes(random, n);
        foreach (OptOutRule optOut in Enum.GetValues<OptOutRule>())
        {
            foreach (AllocationKind kind in Enum.GetValues<AllocationKind>())
            {
                AssertTruthful(Markets.Linear(alpha, kind, optOut: optOut), types);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Theorem1_IndividualRationality_BindsForEveryone() => Prop.ForAll<int>(seed =>
    {
        // MEP leaves each participant exactly what it would have out of the market: none could be charged more.
        var random = new System.Random(seed);
        int n = random.Next(1, 8);
        MarketMechanism market = Markets.Linear(Markets.DrawAlpha(random, n));
        double[] types = Markets.DrawSizes(random, n);
        Profile truth = Profile.AllIn(types);
        Evaluation inside = market.Evaluate(market.Settle(truth), types);
        for (int i = 0; i < n; i++)
        {
            Evaluation outside = market.Evaluate(market.Settle(truth.With(i, null)), types);
            Markets.Near(outside.Utilities[i], inside.Utilities[i], 1e-9);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void PaperDecision1_NegativeOwnEffect_HidingEverythingGains()
    {
        MarketMechanism market = Markets.Linear(new double[,] { { -0.5, 0 }, { 1, 1 } });
        double[] types = [1, 1];
        double honest = Utility(market, Profile.AllIn(types), types, 0);
        double hiding = Utility(market, Profile.AllIn(0, 1), types, 0);
        Markets.Near(0.5 * Math.Tanh(0.5), hiding - honest);
        Assert.Equal(0.231, hiding - honest, 3);
    }

    [Fact]
    public void PaperDecision10_TwoParticipants_RevenueIsTheServedColumnsGain() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        double[,] alpha = Markets.DrawAlpha(random, 2);
        double[] types = Markets.DrawSizes(random, 2);
        MarketMechanism market = Markets.Linear(alpha);
        Evaluation evaluation = market.Evaluate(market.Settle(Profile.AllIn(types)), types);
        double best = Math.Tanh((types[0] + types[1]) / 2);
        double expected = 0;
        for (int j = 0; j < 2; j++)
        {
            expected += Math.Max(alpha[0, j] + alpha[1, j], 0) * (best - Math.Tanh(types[j] / 2));
        }

        Markets.Near(expected, evaluation.Revenue);
        Assert.True(evaluation.Revenue >= -1e-12, "Two participants balance weakly.");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void PaperDecision10_ThreeParticipants_CanCostTheMarketMoney()
    {
        double[,] alpha = { { 0.1, -1, -1 }, { 1, 0.5, 0 }, { -1, 0, 0.5 } };
        double[] types = [1, 0, 2];
        MarketMechanism market = Markets.Linear(alpha);
        Evaluation evaluation = market.Evaluate(market.Settle(Profile.AllIn(types)), types);
        Assert.Equal(-0.399, evaluation.Revenue, 3);
    }

    [Fact]
    public void Corollary1_NonNegativeCoefficients_NobodyIsPaid() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        int n = random.Next(1, 10);
        double[,] alpha = Markets.DrawAlpha(random, n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                alpha[i, j] = Math.Abs(alpha[i, j]);
            }
        }

        Outcome outcome = Markets.Linear(alpha).Settle(Profile.AllIn(Markets.DrawSizes(random, n)));
        Assert.All(outcome.Payments, static payment => Assert.True(payment >= -1e-12));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void PaperDecision9_OthersMisreport_TruthIsNoDominantStrategy()
    {
        // Truthful ex post is not truthful whatever the others do. The second hides its 2 and goes on using its own
        // better model, so the first is charged for an improvement of the second that never happens, and reporting
        // nothing pays. The pinned gain keeps us from ever claiming more than Definition 3.
        double[,] alpha = { { 1, 1 }, { 0, 1 } };
        double[] types = [1, 2];
        MarketMechanism market = Markets.Linear(alpha, AllocationKind.Best);
        double honest = Utility(market, Profile.AllIn(1, 0), types, 0);
        double hiding = Utility(market, Profile.AllIn(0, 0), types, 0);
        Markets.Near(Math.Tanh(0.5), hiding - honest);
    }

    [Fact]
    public void Observation1_OverReportingAllowed_HidingIsNoLongerTheOnlyLie()
    {
        // MEP keeps reports at or below the type truthful. A participant of size 1 that could claim 3 would be served
        // the model of a market of 3, and be charged only for what a true 3 gains from the others.
        MarketMechanism market = Markets.Linear(new double[,] { { 1, 0.5 }, { 0.5, 1 } });
        double[] types = [1, 1];
        double honest = Utility(market, Profile.AllIn(types), types, 0);
        double claimed = Utility(market, Profile.AllIn(3, 1), types, 0);
        double trueLarger = Utility(market, Profile.AllIn(3, 1), [3, 1], 0);
        Assert.True(claimed > honest, "Over-reporting pays.");

        // Its utility is that of a participant that really has 3: nothing tells the two apart (Observation 1).
        Markets.Near(trueLarger, claimed);
    }

    private static void AssertTruthful(MarketMechanism market, double[] types)
    {
        Profile truth = Profile.AllIn(types);
        Outcome outcome = market.Settle(truth);
        Evaluation honest = market.Evaluate(outcome, types);
        for (int i = 0; i < types.Length; i++)
        {
            double scale = Math.Max(1, Math.Abs(honest.Utilities[i]));
            for (int k = -1; k < 6; k++)
            {
                double? report = k < 0 ? null : types[i] * k / 6;
                double other = Utility(market, truth.With(i, report), types, i);
                Assert.True(
                    honest.Utilities[i] >= other - (1e-9 * scale),
                    $"{i} gains {other - honest.Utilities[i]:R} by {report?.ToString() ?? "leaving"} of {types[i]:R}.");
            }
        }
    }

    private static double Utility(MarketMechanism market, Profile reports, double[] types, int participant) =>
        market.Evaluate(market.Settle(reports), types).Utilities[participant];
}
