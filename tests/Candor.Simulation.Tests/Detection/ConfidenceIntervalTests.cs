using Candor.Simulation.Detection;

namespace Candor.Simulation.Tests.Detection;

public sealed class ConfidenceIntervalTests
{
    // R: binom.test(8, 10), binom.test(0, 10), binom.test(5, 10), binom.test(10, 10).
    [Theory]
    [InlineData(8, 10, 0.4439045, 0.9747893)]
    [InlineData(0, 10, 0, 0.3084971)]
    [InlineData(5, 10, 0.187086, 0.812914)]
    [InlineData(10, 10, 0.6915029, 1)]
    public void Interval_OfARate_IsClopperAndPearsons(int hits, int trials, double low, double high)
    {
        var interval = ConfidenceInterval.Of(hits, trials, 0.05);
        Assert.Equal(low, interval.Low, 5);
        Assert.Equal(high, interval.High, 5);
        Assert.True(interval.Contains((low + high) / 2));
        Assert.False(interval.Contains(low - 0.001));
    }
}
