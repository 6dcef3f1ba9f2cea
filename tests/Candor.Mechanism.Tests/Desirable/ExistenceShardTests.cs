using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Existence;
using Candor.Mechanism.Valuations;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Mechanism.Tests.Desirable;

[Trait("Category", "Slow")]
public class ExistenceShardTests
{
    [Fact]
    public void Run_BestToAllUnderAnyValuation_FindsTheLiteralWorstSum() => Prop.ForAll<int>(seed =>
    {
        // Lines of equal totals are solved once here; the oracle solves every line.
        var random = new System.Random(seed);
        DesirableProblem problem = Draw(random);
        Assert.True(problem.LinesFollowFromTotals);
        ExistenceVerdict verdict = ExistenceCheck.Run(problem);
        Markets.Near(LiteralAlgorithm1.WorstSum(problem), verdict.WorstSum);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Run_GrowthMarket_SolvesTheLinesOfAlgorithm1() => Prop.ForAll<int>(seed =>
    {
        // The kernel's lines, explained at the worst profile, against the graph of the paper; units scale.
        var random = new System.Random(seed);
        int n = random.Next(2, 4);
        var valuation = new GrowthValuation(n, (3 * random.NextDouble()) - 2);
        var grid = new TypeGrid(0.25 + random.NextDouble(), random.Next(1, n == 2 ? 20 : 6));
        var problem = new DesirableProblem(new LinearCurve(), valuation, UniformAllocation.Best, grid);
        ExistenceVerdict verdict = ExistenceCheck.Run(problem);
        foreach (PaymentLine line in verdict.Lines)
        {
            double[] expected = LiteralAlgorithm1.Line(problem, line.Participant, verdict.WorstProfile);
            PaymentLine generic = problem.ComputeLine(line.Participant, verdict.WorstProfile, line.Payments.Length - 1);
            for (int t = 0; t < line.Payments.Length; t++)
            {
                Markets.Near(expected[t], line.Payments[t]);
                Markets.Near(generic.Utilities[t], line.Utilities[t]);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merge_AnyNumberOfParts_IsTheWholeCheck() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        DesirableProblem problem = random.Next(2) == 0 ? Draw(random) : DrawGeneral(random);
        ExistenceVerdict whole = ExistenceCheck.Run(problem);
        int count = random.Next(1, 8);
        ExistencePart[] parts =
            [.. Enumerable.Range(1, count).Select(i => ExistenceCheck.RunShard(problem, new ExistenceShard(i, count)))];
        random.Shuffle(parts);
        ExistenceVerdict merged = ExistenceCheck.Merge(problem, parts);
        Assert.Equal(whole.Exists, merged.Exists);
        Assert.Equal(whole.PaymentsExist, merged.PaymentsExist);
        Assert.Equal(whole.Efficiency, merged.Efficiency);
        Assert.Equal(whole.Profiles, merged.Profiles);
        Markets.Near(whole.WorstSum, merged.WorstSum);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merge_MissingOrRepeatedPart_IsRefused()
    {
        DesirableProblem problem = Draw(new System.Random(1));
        ExistencePart first = ExistenceCheck.RunShard(problem, new ExistenceShard(1, 2));
        var error = Assert.Throws<ArgumentException>(() => ExistenceCheck.Merge(problem, [first, first]));
        Assert.StartsWith("Found the parts 1/2, 1/2; expected each part", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ExistenceCheck.Merge(problem, []));
        Assert.Throws<ArgumentException>(() => ExistenceCheck.Merge(problem, [first]));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 10_001)]
    public void Shard_OutOfRange_IsRefused(int index, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExistenceShard(index, count));

    [Fact]
    public void RunShard_OneOfMany_IsAllowedWhereTheWholeIsNot()
    {
        DesirableProblem problem = Draw(new System.Random(3));
        double profiles = Math.Pow(problem.Grid.Steps + 1, problem.Count);
        var options = new ExhaustiveOptions { MostProfiles = Math.Ceiling(profiles / 2) };
        if (profiles > 1)
        {
            Assert.Throws<GridTooLargeException>(() => ExistenceCheck.Run(problem, options));
        }

        ExistenceCheck.RunShard(problem, new ExistenceShard(1, 2), options);
    }

    private static DesirableProblem Draw(System.Random random)
    {
        int n = random.Next(1, 4);
        IValuation valuation = random.Next(2) == 0
            ? new DenseExternalities(Markets.DrawAlpha(random, n))
            : new GrowthValuation(n, (2 * random.NextDouble()) - 1.5);
        IQualityCurve curve = random.Next(2) == 0 ? new SigmoidCurve() : new LinearCurve();
        return new DesirableProblem(curve, valuation, UniformAllocation.Best, new TypeGrid(0.5, random.Next(1, 5)));
    }

    private static DesirableProblem DrawGeneral(System.Random random)
    {
        int n = random.Next(1, 4);
        var valuation = new DenseExternalities(Markets.DrawAlpha(random, n));
        IAllocationRule allocation = random.Next(3) switch
        {
            0 => UniformAllocation.None,
            1 => UniformAllocation.Best,
            _ => valuation.EfficientAllocation(OptOutRule.Everyone),
        };
        return new DesirableProblem(
            new SigmoidCurve(),
            valuation,
            allocation,
            new TypeGrid(0.5, random.Next(1, 5)));
    }
}
