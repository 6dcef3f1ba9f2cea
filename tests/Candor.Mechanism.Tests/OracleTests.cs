using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Valuations;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Mechanism.Tests;

/// <summary>The library against <see cref="LiteralMechanism"/> on random scenarios.</summary>
[Trait("Category", "Slow")]
public class OracleTests
{
    [Fact]
    public void Settle_DenseRandomMarket_EqualsLiteralDefinition() =>
        Check((alpha, _) => new DenseExternalities(alpha));

    [Fact]
    public void Settle_SparseRandomMarket_EqualsLiteralDefinition() =>
        Check((alpha, n) => new SparseExternalities(n, Entries(alpha, n)));

    [Theory]
    [InlineData(OptOutRule.Everyone)]
    [InlineData(OptOutRule.Participants)]
    public void Settle_ManyParticipants_DenseKernelEqualsSparseLoop(OptOutRule optOut)
    {
        // 1,100 columns are three blocks, each with some leavers; 1,101 leaves a row outside the groups of four.
        foreach (int n in (int[])[1100, 1101])
        {
            var random = new System.Random(n);
            double[,] alpha = Markets.DrawAlpha(random, n);
            Profile reports = Profile.Of(DrawReports(random, Markets.DrawSizes(random, n)));
            Outcome dense = Markets.Over(new DenseExternalities(alpha), optOut: optOut).Settle(reports);
            var entries = new SparseExternalities(n, Entries(alpha, n));
            Outcome sparse = Markets.Over(entries, optOut: optOut).Settle(reports);
            for (int i = 0; i < n; i++)
            {
                Assert.Equal(sparse.AllocatedQualities[i], dense.AllocatedQualities[i]);
                Markets.Near(sparse.Payments[i], dense.Payments[i], 1e-13);
            }
        }
    }

    [Fact]
    public void Settle_WithoutTheKernel_EqualsLiteralDefinition() =>
        Check((alpha, _) => new Veiled(new DenseExternalities(alpha)));

    [Fact]
    public void Evaluate_RandomTypes_EqualsLiteralDefinition() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new System.Random(seed);
            int n = random.Next(1, 20);
            double[,] alpha = Markets.DrawAlpha(random, n);
            double[] types = Markets.DrawSizes(random, n);
            double?[] reports = DrawReports(random, types);
            MarketMechanism market = Markets.Linear(alpha);
            Outcome outcome = market.Settle(Profile.Of(reports));
            Evaluation evaluation = market.Evaluate(outcome, types);
            var literal = new LiteralMechanism(new SigmoidCurve().Evaluate, alpha, "efficient", everyone: true);
            double[] x = literal.Allocate(reports);
            double welfare = 0;
            for (int i = 0; i < n; i++)
            {
                double value = literal.Value(i, x, types);
                welfare += value;
                Markets.Near(value, evaluation.Valuations[i]);
                Markets.Near(value - outcome.Payments[i], evaluation.Utilities[i]);
            }

            Markets.Near(welfare, evaluation.Welfare, 1e-11);
            Markets.Near(outcome.Payments.Sum(), evaluation.Revenue, 1e-11);
        }).QuickCheckThrowOnFailure();

    private static void Check(Func<double[,], int, IValuation> build) => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        int n = random.Next(1, 40);
        double[,] alpha = Markets.DrawAlpha(random, n);
        double?[] reports = DrawReports(random, Markets.DrawSizes(random, n));
        foreach (AllocationKind kind in Enum.GetValues<AllocationKind>())
        {
            foreach (OptOutRule optOut in Enum.GetValues<OptOutRule>())
            {
                MarketMechanism market = Markets.Over(build(alpha, n), kind, optOut: optOut);
                Compare(market, alpha, reports, kind, optOut);
            }
        }
    }).QuickCheckThrowOnFailure();

    private static void Compare(
        MarketMechanism market, double[,] alpha, double?[] reports, AllocationKind kind, OptOutRule optOut)
    {
        var literal = new LiteralMechanism(
            new SigmoidCurve().Evaluate,
            alpha,
            kind.ToString().ToLowerInvariant(),
            optOut == OptOutRule.Everyone);
        Outcome outcome = market.Settle(Profile.Of(reports));
        double[] x = literal.Allocate(reports);
        double[] p = literal.Pay(reports);
        for (int i = 0; i < x.Length; i++)
        {
            Markets.Near(x[i], outcome.AllocatedQualities[i]);
            Markets.Near(p[i], outcome.Payments[i]);
        }
    }

    private static double?[] DrawReports(System.Random random, double[] types) =>
        [.. types.Select(type => random.Next(4) == 0 ? (double?)null : type * random.Next(1, 5) / 4)];

    private static List<Externality> Entries(double[,] alpha, int n)
    {
        var entries = new List<Externality>();
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                // Zeros are left out, which is what a sparse matrix is for.
                if (alpha[i, j] != 0)
                {
                    entries.Add(new Externality(i, j, alpha[i, j]));
                }
            }
        }

        return entries;
    }

    /// <summary>Hides that a valuation is linear, so that payments follow Definition 9 word by word.</summary>
    private sealed class Veiled(LinearExternalities inner) : IEfficientlyAllocated, IBestOrNothingValuation
    {
        public int Count => inner.Count;

        public double Evaluate(int participant, ReadOnlySpan<double> qualities) =>
            inner.Evaluate(participant, qualities);

        public IAllocationRule EfficientAllocation(OptOutRule optOut) => inner.EfficientAllocation(optOut);

        public IAllocationRule BestOrNothing(OptOutRule optOut, TieRule ties) => inner.BestOrNothing(optOut, ties);
    }
}
