using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Tests;

/// <summary>Markets for tests: built in one line, or drawn from a seed.</summary>
internal static class Markets
{
    public static MarketMechanism Linear(
        double[,] alpha,
        AllocationKind allocation = AllocationKind.Efficient,
        PaymentKind payment = PaymentKind.Mep,
        OptOutRule optOut = OptOutRule.Everyone,
        IQualityCurve? curve = null)
    {
        var valuation = new DenseExternalities(alpha);
        return Over(valuation, allocation, payment, optOut, curve);
    }

    public static MarketMechanism Over(
        IValuation valuation,
        AllocationKind allocation = AllocationKind.Efficient,
        PaymentKind payment = PaymentKind.Mep,
        OptOutRule optOut = OptOutRule.Everyone,
        IQualityCurve? curve = null)
    {
        IAllocationRule rule = AllocationRules.Create(allocation, valuation, optOut);
        return new MarketMechanism(curve ?? new SigmoidCurve(), valuation, rule, PaymentRules.Create(payment));
    }

    /// <summary>
    /// α uniform on [-1, 1], its diagonal positive; every fifth coefficient a multiple of 1/4, to make ties.
    /// </summary>
    public static double[,] DrawAlpha(Random random, int n)
    {
        var alpha = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double drawn = random.Next(5) == 0 ? random.Next(-4, 5) / 4.0 : (2 * random.NextDouble()) - 1;
                alpha[i, j] = i == j ? Math.Abs(drawn) + 0.01 : drawn;
            }
        }

        return alpha;
    }

    /// <summary>Sizes on [0, 3], every fourth of them 0.</summary>
    public static double[] DrawSizes(Random random, int n) =>
        [.. Enumerable.Range(0, n).Select(_ => random.Next(4) == 0 ? 0 : 3 * random.NextDouble())];

    public static void Near(double expected, double actual, double tolerance = 1e-12)
    {
        double room = tolerance * Math.Max(1, Math.Abs(expected));
        Assert.True(Math.Abs(expected - actual) <= room, $"Expected {expected:R}, found {actual:R}.");
    }
}
