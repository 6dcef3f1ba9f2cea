namespace Candor.Commitments.Tests.Projections;

/// <summary>How often statement 8 refuses honest and false statistics at the default audit, which opens 96 of 100 records and
/// 416 of 1,000, with the default 32 + 32 projections.</summary>
[Trait("Category", "Slow")]
public sealed class NearnessRatesTests
{
    private const int Datasets = 1_000;

    [Fact]
    public void Intervals_AThousandHonestMembersAtTheDefaultAudit_HoldTheStatisticsOfAll()
    {
        // Every second dataset has a class of one percent, every fourth records of one class alone, every eighth of the class
        // that has no coordinates; one of five features is log-normal in all.
        double[] shares = [0.01, 0.5, 0.01, 1, 0.01, 0.5, 0.01, 0];
        int[] refused = [.. Enumerable.Range(0, Datasets).Where(seed =>
        {
            int records = 50 + (seed * 7 % 551);
            int reported = seed % 3 == 0 ? records : Math.Max(1, records * (1 + (seed % 10)) / 10);
            ProjectionProfile profile = ProjectionProfile.AtDefaultAudit(records, reported) with
            {
                Classes = seed % 5 == 0 ? 4 : 2,
                FirstShare = shares[seed % shares.Length],
                Separation = seed % 2 == 0 ? 0 : 0.3,
            };
            var sample = new ProjectionSamples(seed, profile);
            return !sample.IsNear(sample.Statistics);
        })];

        Assert.Empty(refused);
    }

    [Fact]
    public void Intervals_LabelsOfARareClassDealtAnew_HoldMost()
    {
        ProjectionProfile profile = ProjectionProfile.AtDefaultAudit(200, 200) with { Separation = 0.3 };
        int[] refused = [.. Enumerable.Range(0, 100).Where(seed =>
        {
            var sample = new ProjectionSamples(seed, profile);
            return !sample.IsNear(sample.DealtAnew());
        })];

        Assert.Equal(5, refused.Length);
    }

    // How many of a hundred are refused, in the order of ProjectionSamples.FalseOnes: zeros, half reported as all, times 1.2,
    // times ten, labels of half rotated, labels rotated, labels by chance. All of them where some hundred records of two classes
    // are all reported. Fewer elsewhere: what a kind moves the projections by may be within what four records at their bounds
    // move, and with more classes or a part of the records reported within what sampling moves.
    [Theory]
    [InlineData(200, 200, 2, 0.5, "100 100 100 100 100 100 100")]
    [InlineData(200, 200, 2, 0.01, "100 100 100 100 100 100 100")]
    [InlineData(200, 200, 2, 1, "100 100 100 100 100 100 100")]
    [InlineData(200, 200, 2, 0, "100 100 100 100 100 100 100")]
    [InlineData(500, 500, 2, 0.5, "100 100 100 100 100 100 100")]
    [InlineData(500, 500, 2, 0.01, "100 100 100 100 100 100 100")]
    [InlineData(500, 400, 2, 0.5, "100 100 99 100 100 100 100")]
    [InlineData(500, 400, 2, 0.01, "100 100 100 100 100 100 100")]
    [InlineData(500, 400, 2, 1, "100 100 100 100 100 100 100")]
    [InlineData(500, 400, 2, 0, "100 100 100 100 100 100 100")]
    [InlineData(100, 80, 2, 0.5, "100 100 1 100 100 100 100")]
    [InlineData(50, 40, 2, 0.5, "100 77 0 100 84 100 73")]
    [InlineData(360, 360, 10, 0.1, "100 100 100 100 74 100 100")]
    [InlineData(900, 900, 10, 0.1, "100 100 100 100 49 100 91")]
    public void Intervals_AHundredFalseStatisticsOfEachKindAtTheDefaultAudit_RefuseAsMany(
        int records, int reported, int classes, double firstShare, string expected)
    {
        ProjectionProfile profile = ProjectionProfile.AtDefaultAudit(records, reported) with
        {
            Classes = classes,
            FirstShare = firstShare,
            Separation = 0.3,
        };
        var refused = new OrderedDictionary<string, int>();
        for (int seed = 0; seed < 100; seed++)
        {
            var sample = new ProjectionSamples(seed, profile);
            foreach ((string kind, long[] statistics) in sample.FalseOnes())
            {
                refused[kind] = refused.GetValueOrDefault(kind) + (sample.IsNear(statistics) ? 0 : 1);
            }
        }

        Assert.Equal(expected, string.Join(' ', refused.Values));
    }
}
