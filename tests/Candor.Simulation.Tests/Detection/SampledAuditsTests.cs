using Candor.Commitments.Audits;
using Candor.Simulation.Detection;
using Candor.Simulation.Setup;

namespace Candor.Simulation.Tests.Detection;

public sealed class SampledAuditsTests
{
    [Fact]
    public void Audits_OfInvalidRecords_AreRefusedWhereTheSampleMeetsOne()
    {
        // A 95 % interval misses once in twenty seeds; at this one none does.
        var settings = new SimulationSettings(1, 100, 4_000, new AuditPolicy(), 3);
        DetectionPoint[] points = SampledAudits.Measure(
            settings, new AuditPolicy { SecurityBits = 2 }, static () => { }, default);
        Assert.Equal([1, 2, 5, 10], points.Select(static point => point.BadRecords));
        Assert.All(points, static point =>
        {
            Assert.Equal(24ul, point.Openings);
            Assert.True(point.Holds);
            Assert.True(point.FormulaInside, $"{point.Formula} is outside {point.Low} to {point.High}");
            Assert.Equal(10, point.FullAudits);
            Assert.Equal(point.FullAuditsWithBad, point.FullAuditsCaught);
        });

        // One bad record among 100 is among 24 opened with probability 24/100.
        Assert.Equal(0.24, points[0].Formula, 12);
        Assert.InRange(points.Sum(static point => point.FullAuditsCaught), 1, 39);
    }
}
