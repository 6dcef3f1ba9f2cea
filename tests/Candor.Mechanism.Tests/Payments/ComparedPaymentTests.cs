using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Mechanism.Tests.Payments;

public class ComparedPaymentTests
{
    [Fact]
    public void Shapley_RandomMarkets_IsTheAverageOverArrivalOrders() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        int n = random.Next(1, 6);
        double[] sizes = Markets.DrawSizes(random, n);
        var valuation = new DenseExternalities(Markets.DrawAlpha(random, n));
        MarketMechanism market = Market(valuation, UniformAllocation.Best, ShapleyPayment.Instance);
        double[] expected = Arrivals(sizes);
        double created = Created(market, sizes);
        double all = expected.Sum();
        Outcome outcome = market.Settle(Profile.AllIn(sizes));
        for (int i = 0; i < n; i++)
        {
            double share = all > 0 ? expected[i] / all : 1.0 / n;
            Markets.Near(Math.Max(0, created) * ((1.0 / n) - share), outcome.Payments[i], 1e-10);
        }

        Markets.Near(0, outcome.Payments.Sum(), 1e-10);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shapley_TooManyParticipants_IsRefused()
    {
        var valuation = new SparseExternalities(17, []);
        MarketMechanism market = Market(valuation, UniformAllocation.Best, ShapleyPayment.Instance);
        var error = Assert.Throws<ProfileException>(() => market.Settle(Profile.AllIn(new double[17])));
        Assert.Equal("found 17 participants, expected at most 16 for a Shapley value", Assert.Single(error.Faults));
    }

    [Fact]
    public void Pivotal_RandomMarkets_IsTheOthersLoss() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        int n = random.Next(1, 6);
        double[] sizes = Markets.DrawSizes(random, n);
        MarketMechanism market = Market(
            new DenseExternalities(Markets.DrawAlpha(random, n)), UniformAllocation.Best, PivotalPayment.Instance);
        Profile truth = Profile.AllIn(sizes);
        Evaluation with = market.Evaluate(market.Settle(truth), sizes);
        for (int i = 0; i < n; i++)
        {
            Evaluation without = market.Evaluate(market.Settle(truth.With(i, null)), sizes);
            double loss = (without.Welfare - without.Valuations[i]) - (with.Welfare - with.Valuations[i]);
            Markets.Near(loss, market.Settle(truth).Payments[i], 1e-10);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ComparedPayments_WhoIsOut_PaysNothing()
    {
        var valuation = new DenseExternalities(new double[,] { { 1, 0.5 }, { 0.5, 1 } });
        foreach (IPaymentRule rule in new IPaymentRule[] { ShapleyPayment.Instance, PivotalPayment.Instance })
        {
            Assert.Equal(0, Market(valuation, UniformAllocation.Best, rule).Settle(Profile.Of(1, null)).Payments[1]);
        }
    }

    private static MarketMechanism Market(IValuation valuation, IAllocationRule allocation, IPaymentRule payment) =>
        new(new SigmoidCurve(), valuation, allocation, payment);

    /// <summary>The mean over all n! orders of what each adds as it arrives.</summary>
    private static double[] Arrivals(double[] sizes)
    {
        var shares = new double[sizes.Length];
        int[][] orders = [.. Orders([.. Enumerable.Range(0, sizes.Length)])];
        foreach (int[] order in orders)
        {
            double total = 0;
            foreach (int i in order)
            {
                shares[i] += (Math.Tanh((total + sizes[i]) / 2) - Math.Tanh(total / 2)) / orders.Length;
                total += sizes[i];
            }
        }

        return shares;
    }

    private static IEnumerable<int[]> Orders(int[] items) => items.Length <= 1
        ? [items]
        : items.SelectMany(first => Orders([.. items.Where(x => x != first)]).Select(rest => (int[])[first, .. rest]));

    private static double Created(MarketMechanism market, double[] sizes)
    {
        double with = market.Evaluate(market.Settle(Profile.AllIn(sizes)), sizes).Welfare;
        var alone = new MarketMechanism(market.Curve, market.Valuation, UniformAllocation.None, FreePayment.Instance);
        return with - alone.Evaluate(alone.Settle(Profile.AllIn(sizes)), sizes).Welfare;
    }
}
