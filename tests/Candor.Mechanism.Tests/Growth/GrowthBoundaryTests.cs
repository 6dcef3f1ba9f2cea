using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Existence;
using Candor.Mechanism.Growth;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Tests.Growth;

public class GrowthBoundaryTests
{
    [Theory]
    [InlineData(-1.0, 1)]
    [InlineData(-0.93, 1)]
    [InlineData(-0.86, 1)]
    [InlineData(-0.84, 2)]
    [InlineData(-0.80, 3)]
    [InlineData(-0.76, 5)]
    [InlineData(-0.74, 8)]
    [InlineData(-0.72, 15)]
    [InlineData(-0.70, 38)]
    [InlineData(-0.68, 215)]
    [InlineData(-0.67, 1512)]
    [InlineData(-0.668, 2974)]
    public void Find_TwoAgents_IsTheGoldenTable(double rate, int disparity)
    {
        Boundary boundary = GrowthBoundary.Find(2, rate, 10_000);
        Assert.Equal(disparity, boundary.Disparity);
        Assert.Equal((disparity + 1, 0), boundary.FirstFailure);
    }

    [Theory]
    [InlineData(-0.85, 3)]
    [InlineData(-0.80, 9)]
    public void Find_ThreeAgents_IsTheGoldenTable(double rate, int disparity) =>
        Assert.Equal(disparity, GrowthBoundary.Find(3, rate, 1000).Disparity);

    [Theory]
    [InlineData(2, 14)]
    [InlineData(3, 7)]
    [InlineData(4, 4)]
    [InlineData(5, 3)]
    public void Find_EveryRate_AgreesWithAlgorithm1OverEveryProfile(int count, int most)
    {
        for (double rate = -1; rate < -0.6; rate += 0.03125)
        {
            int expected = 0;
            while (expected < most && Exists(count, rate, expected + 1))
            {
                expected++;
            }

            int? found = GrowthBoundary.Find(count, rate, most).Disparity;
            Assert.Equal(expected == most ? null : expected, found);
        }
    }

    [Fact]
    public void Find_NonCompetitiveMarket_HasNoBoundary() =>
        Assert.Null(GrowthBoundary.Find(2, 0, 1000).Disparity);

    [Fact]
    public void Find_AboveTheCriticalRate_MeetsNoBoundary() =>
        Assert.Null(GrowthBoundary.Find(2, -0.65, 3000).Disparity);

    [Theory]
    [InlineData(1, -0.5, 10)]
    [InlineData(2, -1.1, 10)]
    [InlineData(2, double.NaN, 10)]
    [InlineData(2, -0.5, 0)]
    public void Find_ParametersOutOfRange_AreRefused(int count, double rate, int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GrowthBoundary.Find(count, rate, limit));

    [Fact]
    public void Find_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => GrowthBoundary.Find(2, -0.7, 100, source.Token));
    }

    [Fact]
    public void CriticalRate_TwoAgents_IsTheNotesConstant() =>
        Assert.Equal(-0.6609110, CriticalRate.Find(2), 7);

    [Fact]
    public void CriticalRate_Utility_TurnsAtTheRoot()
    {
        for (int n = 2; n <= 6; n++)
        {
            double rate = CriticalRate.Find(n);
            Assert.True(CriticalRate.Utility(n, rate - 0.001) > Math.Pow(n, 1 + rate - 0.001));
            Assert.True(CriticalRate.Utility(n, rate + 0.001) < Math.Pow(n, 1 + rate + 0.001));
        }
    }

    [Theory]
    [InlineData(-0.9999999999999999)]
    [InlineData(-1 + 1e-12)]
    [InlineData(-1e-12)]
    public void CriticalRate_Utility_IsFiniteAtTheEndsOfTheRange(double rate)
    {
        // As α goes to -1, 1 - r^(1+α) rounds to 0 and c = sup (… ) / ((1+α) ln 1/r) grows like 1 / (1+α).
        double utility = CriticalRate.Utility(2, rate);
        Assert.True(double.IsFinite(utility) && utility >= 1, $"c is {utility}");
    }

    [Theory]
    [InlineData(2, -0.660911, 0.5329)]
    [InlineData(3, -0.718345, 0.2082)]
    [InlineData(4, -0.748115, 0.1192)]
    [InlineData(5, -0.767215, 0.0803)]
    [InlineData(6, -0.780848, 0.0591)]
    public void CriticalRate_Root_IsWhereTheGainFromHidingTouchesZero(int count, double rate, double share)
    {
        // The multiplied-out condition g(r) ≤ 0, which shares no code with the search for c.
        double found = CriticalRate.Find(count);
        Assert.Equal(rate, found, 6);
        Assert.True(found > -count / (count + 1.0));
        double Gain(double r) => Math.Pow(1 + ((count - 1) * r), found)
            + ((count - 1) * Math.Pow(count, found) * Math.Pow(r, 1 + found)) - Math.Pow(count, 1 + found);
        double best = Enumerable.Range(0, 9901).Select(static k => k / 10_000.0).MaxBy(Gain);
        Assert.Equal(share, best, 3);
        Assert.InRange(Gain(best), -1e-7, 1e-7);
        Assert.InRange(Gain(1), -1e-12, 1e-12);
    }

    private static bool Exists(int count, double rate, int steps) => ExistenceCheck.Run(new DesirableProblem(
        new LinearCurve(), new GrowthValuation(count, rate), UniformAllocation.Best, new TypeGrid(1, steps))).Exists == true;
}
