using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Existence;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Mechanism.Tests.Desirable;

[Trait("Category", "Slow")]
public class Algorithm1Tests
{
    [Fact]
    public void ComputeLine_RandomMarkets_EqualsLiteralAlgorithm1() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        DesirableProblem problem = Draw(random, random.Next(1, 4), random.Next(1, 7));
        TypeGrid grid = problem.Grid;
        Profile others = Profile.AllIn(
            [.. Enumerable.Range(0, problem.Count).Select(_ => grid.SizeAt(random.Next(grid.Steps + 1)))]);
        for (int i = 0; i < problem.Count; i++)
        {
            double[] expected = LiteralAlgorithm1.Line(problem, i, others);
            PaymentLine line = problem.ComputeLine(i, others, problem.Grid.Steps);
            for (int t = 0; t < expected.Length; t++)
            {
                Markets.Near(expected[t], line.Payments[t]);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Run_RandomMarkets_FindsTheLiteralWorstSum() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        DesirableProblem problem = Draw(random, random.Next(1, 4), random.Next(1, 4));
        ExistenceVerdict verdict = ExistenceCheck.Run(problem);
        Markets.Near(LiteralAlgorithm1.WorstSum(problem), verdict.WorstSum);
        double sum = verdict.Lines.Sum(static line => line.Payments[^1]);
        Markets.Near(verdict.WorstSum, sum);
        Assert.Equal(verdict.PaymentsExist, verdict.WorstSum >= -1e-9);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(-1.0, 1)]
    [InlineData(-0.86, 1)]
    [InlineData(-0.84, 2)]
    [InlineData(-0.80, 3)]
    [InlineData(-0.76, 5)]
    [InlineData(-0.74, 8)]
    [InlineData(-0.72, 15)]
    [InlineData(-0.70, 38)]
    public void Run_TwoAgentsGrowth_TurnsAtTheGoldenDisparity(double rate, int disparity)
    {
        Assert.True(ExistenceCheck.Run(Growth(2, rate, disparity)).Exists);
        Assert.False(ExistenceCheck.Run(Growth(2, rate, disparity + 1)).Exists);
    }

    [Theory]
    [InlineData(-0.85, 3)]
    [InlineData(-0.80, 9)]
    public void Run_ThreeAgentsGrowth_TurnsAtTheGoldenDisparity(double rate, int disparity)
    {
        Assert.True(ExistenceCheck.Run(Growth(3, rate, disparity)).Exists);
        Assert.False(ExistenceCheck.Run(Growth(3, rate, disparity + 1)).Exists);
    }

    [Fact]
    public void Run_BeyondTheBoundary_ExplainsTheChainOfConstraints()
    {
        ExistenceVerdict verdict = ExistenceCheck.Run(Growth(2, -0.70, 39));
        Assert.False(verdict.Exists);
        Assert.True(verdict.WorstSum < 0);
        Assert.Equal(1600, verdict.Profiles);
        int big = verdict.WorstProfile.Sizes[0] == 39 ? 0 : 1;
        Assert.Equal(0, verdict.WorstProfile[1 - big]);
        string chain = verdict.Explain()[big];
        Assert.Equal([39, 23, 14, 8, 5, 3, 2, 1], verdict.Lines[big].Chain(39).AsEnumerable());
        Assert.StartsWith(
            $"participant {big}: one of size 39 would report 23, one of size 23 would report 14",
            chain,
            StringComparison.Ordinal);
        Assert.EndsWith(" would leave", chain, StringComparison.Ordinal);
        Assert.Equal(verdict.Lines[big].Payments[^1], verdict.Lines[big].Payments[39]);
    }

    [Fact]
    public void Run_ShrinkingMarketWithEfficientAllocation_Exists()
    {
        // docs/paper.md, D19: sharing nothing is efficient, and charging nobody is desirable.
        var valuation = new GrowthValuation(2, -1.5);
        var problem = new DesirableProblem(
            new LinearCurve(), valuation, valuation.EfficientAllocation(OptOutRule.Everyone), new TypeGrid(1, 6));
        Assert.True(ExistenceCheck.Run(problem).Exists);
        var best = new DesirableProblem(new LinearCurve(), valuation, UniformAllocation.Best, new TypeGrid(1, 6));
        ExistenceVerdict shared = ExistenceCheck.Run(best);
        Assert.Equal((false, false), (shared.PaymentsExist, shared.Efficient));
    }

    [Fact]
    public void Run_OneThreadOrSeveral_FindTheSame()
    {
        DesirableProblem problem = Growth(3, -0.8, 6);
        ExistenceVerdict one = ExistenceCheck.Run(problem, new ExhaustiveOptions { Threads = 1 });
        ExistenceVerdict several = ExistenceCheck.Run(problem, new ExhaustiveOptions { Threads = 4 });
        Assert.Equal(one.WorstSum, several.WorstSum);
        Assert.Equal(one.WorstProfile.ToString(), several.WorstProfile.ToString());
    }

    [Fact]
    public void Run_TooManyProfiles_SaysHowManyBeforeItStarts()
    {
        var error = Assert.Throws<GridTooLargeException>(
            static () => ExistenceCheck.Run(Growth(3, -0.8, 9), new ExhaustiveOptions { MostProfiles = 999 }));
        Assert.Equal(1000, error.Profiles);
        Assert.StartsWith(
            "The grid has 1000 profiles and would take about 1.5E+04 valuations",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => ExistenceCheck.Run(Growth(2, -0.8, 3), null, source.Token));
    }

    [Fact]
    public void Run_Progress_EndsAtOne()
    {
        var seen = new List<double>();
        ExistenceCheck.Run(Growth(2, -0.8, 3), new ExhaustiveOptions { Progress = new Recorder(seen) });
        Assert.Equal(1, seen[^1]);
    }

    [Fact]
    public void DesirablePayment_Settled_IsTheLineAtTheReport()
    {
        DesirableProblem problem = Growth(2, -0.76, 5);
        IPaymentRule rule = PaymentRules.Create(PaymentKind.Desirable, problem.Grid);
        var market = new MarketMechanism(problem.Curve, problem.Valuation, problem.Allocation, rule);
        Outcome outcome = market.Settle(Profile.AllIn(5, 1));
        Markets.Near(LiteralAlgorithm1.Line(problem, 0, Profile.AllIn(0, 1))[5], outcome.Payments[0]);
        Markets.Near(LiteralAlgorithm1.Line(problem, 1, Profile.AllIn(5, 0))[1], outcome.Payments[1]);
        Assert.Equal(0, market.Settle(Profile.Of(5, null)).Payments[1]);
    }

    [Theory]
    [InlineData(1.5, "participant 0: found 1.5, expected a grid point: its neighbours are 1 and 2")]
    [InlineData(7, "participant 0: found 7, expected a grid point: the largest is 5")]
    public void DesirablePayment_ReportOffTheGrid_NamesItsNeighbours(double report, string expected)
    {
        DesirableProblem problem = Growth(2, -0.76, 5);
        var market = new MarketMechanism(
            problem.Curve, problem.Valuation, problem.Allocation, new DesirablePayment(problem.Grid));
        var error = Assert.Throws<ProfileException>(() => market.Settle(Profile.AllIn(report, 1)));
        Assert.Equal(expected, Assert.Single(error.Faults));
    }

    private static DesirableProblem Growth(int count, double rate, int steps) =>
        new(new LinearCurve(), new GrowthValuation(count, rate), UniformAllocation.Best, new TypeGrid(1, steps));

    private static DesirableProblem Draw(System.Random random, int n, int steps)
    {
        IValuation valuation = random.Next(2) == 0
            ? new DenseExternalities(Markets.DrawAlpha(random, n))
            : new GrowthValuation(n, (2 * random.NextDouble()) - 1.5);
        IAllocationRule rule = AllocationRules.Create(
            (AllocationKind)random.Next(3), valuation, (OptOutRule)random.Next(2));
        return new DesirableProblem(new SigmoidCurve(), valuation, rule, new TypeGrid(0.5, steps));
    }

    private sealed class Recorder(List<double> seen) : IProgress<double>
    {
        public void Report(double value) => seen.Add(value);
    }
}
