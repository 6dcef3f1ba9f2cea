using System.Numerics;
using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;

namespace Candor.Commitments.Tests.Projections;

/// <summary>ρ, moments, τ and the intervals.</summary>
public sealed class ProjectionBoundsTests
{
    [Fact]
    public void Bounds_OfHonestDatasets_HoldTheirStatistics()
    {
        // A class of one percent and a log-normal column among them; small samples and all records reported.
        for (int seed = 0; seed < 150; seed++)
        {
            var sample = new ProjectionSamples(seed, 200, opened: 20 + (seed % 100), reported: 40 + seed);
            Assert.True(sample.IsNear(sample.Statistics), $"seed {seed}");
            Assert.True(sample.Bounds.AreWide(
                sample.Shape, ProjectionSamples.Policy, sample.Moments.Opened, 200, sample.Report));
        }
    }

    [Fact]
    public void Bounds_OfFalseStatistics_DoNotHoldThem()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            // A class of one percent with features of its own, at an audit of 400 of 1,500.
            var sample = new ProjectionSamples(seed, new ProjectionProfile(1_500, 400, 1_200) { Separation = 0.3 });
            foreach ((string kind, long[] statistics) in sample.FalseOnes())
            {
                Assert.False(sample.IsNear(statistics), $"{kind}, seed {seed}");
            }
        }
    }

    [Fact]
    public void Matrix_EntriesOfASeed_AreAQuarterAHalfAndAQuarter()
    {
        var matrix = new ProjectionMatrix(new byte[32], new StatisticsShape(1_000, 500), new ProjectionPolicy());
        int[] counts = new int[3];
        for (int row = 0; row < 64; row++)
        {
            for (int j = 0; j < 1_500; j++)
            {
                bool isOfBlock = (row < 32) == (j < 1_000);
                Assert.True(isOfBlock || matrix.Entry(row, j) == 0);
                counts[matrix.Entry(row, j) + 1] += isOfBlock ? 1 : 0;
            }
        }

        Assert.Equal(48_000, counts.Sum());
        Assert.InRange(counts[0], 11_500, 12_500);
        Assert.InRange(counts[1], 23_500, 24_500);
        Assert.InRange(counts[2], 11_500, 12_500);
    }

    [Fact]
    public void Matrix_DigestOfItsSeed_TellsSeedsApart()
    {
        byte[] digest = ProjectionMatrix.DigestOf(new byte[32]);
        Assert.NotEqual(digest, ProjectionMatrix.DigestOf([1, .. new byte[31]]));
        Assert.Equal("seed", Assert.Throws<ArgumentException>(() => ProjectionMatrix.DigestOf(new byte[31])).ParamName);
        Assert.Equal("seed", Assert.Throws<ArgumentException>(
            () => new ProjectionMatrix(new byte[33], new(1, 1), new())).ParamName);
    }

    [Fact]
    public void CeilingOfRoot_AnyFraction_IsTheLeastIntegerAbove() => Assert.All(
        Enumerable.Range(0, 400).Select(i => (BigInteger.Pow(i, 1 + (i % 30)), (BigInteger)(1 + (i * i % 97)))),
        fraction =>
        {
            (BigInteger numerator, BigInteger denominator) = fraction;
            BigInteger root = ProjectionTolerance.CeilingOfRoot(numerator, denominator);
            Assert.True(root * root * denominator >= numerator);
            Assert.True(root.IsZero || (root - 1) * (root - 1) * denominator < numerator);
        });

    [Fact]
    public void Tolerance_OfTheTerms_IsTheFormulaRoundedUp()
    {
        // By hand: S1 = 30, S2 = 300, k = 4, N = 10, t' = 6, z = 5.5: sd² = (4·300 - 900)/(4·3) = 25, and
        // 5.5·6·5·√((1 - 0.4)/4 + (1 - 0.6)/6) = 165·√0.21666… = 76.8…
        Assert.Equal(77, ProjectionTolerance.OfSampling(30, 300, 4, 10, 6, 5_500));
        Assert.Equal(0, ProjectionTolerance.OfSampling(30, 900, 1, 10, 6, 5_500));
        Assert.Equal(0, ProjectionTolerance.OfSampling(30, 300, 10, 10, 10, 5_500));

        // 4·2^30·√(8/2)·max(1, 0.6·6/4) = 2^33; with t' = 20 of N = 40 and k = 4 the factor is 4.5.
        Assert.Equal(BigInteger.One << 33, ProjectionTolerance.OfRareRecords(8, 4, 10, 6));
        Assert.Equal((BigInteger.One << 33) * 9 / 2, ProjectionTolerance.OfRareRecords(8, 4, 40, 20));
    }

    [Fact]
    public void TryCompute_ATolerancePast63Bits_IsTooManyRecords()
    {
        var shape = new StatisticsShape(3, 3);
        var moments = new ProjectionMoments(new ProjectionMatrix(new byte[32], shape, new()));
        moments.Add(new long[6]);
        Assert.True(ProjectionBounds.TryCompute(moments, 1_000, 900, out _));
        Assert.False(ProjectionBounds.TryCompute(moments, uint.MaxValue, uint.MaxValue - 1, out ProjectionBounds? none));
        Assert.Null(none);
    }

    [Theory]
    [InlineData(0, 5, "records")]
    [InlineData(10, 11, "report")]
    public void TryCompute_CountsThatDoNotFit_AreRefused(ulong records, uint report, string parameter)
    {
        var moments = new ProjectionMoments(new ProjectionMatrix(new byte[32], new(3, 3), new()));
        Assert.Throws<ArgumentException>(() => ProjectionBounds.TryCompute(moments, 10, 5, out _));
        moments.Add(new long[6]);
        Assert.Equal(parameter, Assert.Throws<ArgumentOutOfRangeException>(
            () => ProjectionBounds.TryCompute(moments, records, report, out _)).ParamName);
    }

    [Fact]
    public void AreWide_OneNarrowInterval_IsSeen()
    {
        var sample = new ProjectionSamples(3);
        byte[] bytes = sample.Bounds.ToArray();
        Assert.True(ProjectionBounds.TryParse(ProjectionSamples.Policy, bytes, out ProjectionBounds? same));
        Assert.True(same.AreWide(sample.Shape, ProjectionSamples.Policy, 60, 200, sample.Report));

        // Row 40's high end becomes its low end: what is left of it tests one number.
        bytes.AsSpan(40 * 32, 16).CopyTo(bytes.AsSpan((40 * 32) + 16));
        Assert.True(ProjectionBounds.TryParse(ProjectionSamples.Policy, bytes, out ProjectionBounds? narrow));
        Assert.False(narrow.AreWide(sample.Shape, ProjectionSamples.Policy, 60, 200, sample.Report));
    }

    [Fact]
    public void TryParse_EmptyTooWideOrOtherIntervals_AreRefused()
    {
        byte[] bytes = new ProjectionSamples(3).Bounds.ToArray();
        Assert.False(ProjectionBounds.TryParse(ProjectionSamples.Policy, bytes.AsSpan(32), out _));
        Assert.False(ProjectionBounds.TryParse(new ProjectionPolicy { PerBlock = 30 }, bytes, out _));
        byte[] empty = [.. bytes[16..32], .. bytes[..16], .. bytes[32..]];
        Assert.False(ProjectionBounds.TryParse(ProjectionSamples.Policy, empty, out _));
        byte[] wide = [.. bytes];
        wide.AsSpan(0, 8).Clear();
        wide.AsSpan(16, 16).Clear();
        wide[24] = 2;
        wide.AsSpan(8, 8).Clear();
        Assert.False(ProjectionBounds.TryParse(ProjectionSamples.Policy, wide, out _));
    }

    [Fact]
    public void Moments_SavedAndRestored_GiveTheSameBounds()
    {
        var sample = new ProjectionSamples(5);
        byte[] saved = sample.Moments.Export();
        Assert.True(ProjectionMoments.TryImport(sample.Matrix, saved, out ProjectionMoments? restored));
        Assert.Equal(sample.Moments.Opened, restored.Opened);
        Assert.True(ProjectionBounds.TryCompute(restored, 200, sample.Report, out ProjectionBounds? bounds));
        Assert.Equal(sample.Bounds.ToArray(), bounds.ToArray());
        Assert.False(ProjectionMoments.TryImport(sample.Matrix, saved.AsSpan(1), out _));
        saved[3] = 0xff;
        Assert.False(ProjectionMoments.TryImport(sample.Matrix, saved, out _));
    }

    [Fact]
    public void Add_ACoordinateBeyondARecordsBound_IsRefused()
    {
        var moments = new ProjectionMoments(new ProjectionMatrix(new byte[32], new(3, 3), new()));
        long[] record = new long[6];
        record[4] = -(1L << 30);
        moments.Add(record);
        record[4]--;
        Assert.Equal("statistics", Assert.Throws<ArgumentOutOfRangeException>(() => moments.Add(record)).ParamName);
        Assert.Equal("statistics", Assert.Throws<ArgumentException>(() => moments.Add(new long[5])).ParamName);
        Assert.Equal(1, moments.Opened);
    }

    [Fact]
    public void TryCompute_AReportOfNothing_AsksForZeroLessAndPlusRareRecords()
    {
        var policy = new ProjectionPolicy();
        var moments = new ProjectionMoments(new ProjectionMatrix(new byte[32], new(3, 3), policy));
        moments.Add([1L << 30, 5, 7, 9, 11, 13]);
        moments.Add([1L << 30, 6, 7, 8, 9, 10]);

        Assert.True(ProjectionBounds.TryCompute(moments, 10, 0, out ProjectionBounds? bounds));

        for (int row = 0; row < policy.Rows; row++)
        {
            Assert.Equal(-bounds.Low(row), bounds.High(row));
            Assert.True(bounds.High(row) >= (Int128)1 << 32);
        }

        Assert.True(bounds.AreWide(new(3, 3), policy, 2, 10, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(34)]
    public void Policy_OutOfRange_IsRefused(int perBlock)
    {
        Assert.Equal("PerBlock", Assert.Throws<ArgumentOutOfRangeException>(
            () => new ProjectionPolicy { PerBlock = perBlock }).ParamName);
        Assert.Equal("ZThousandths", Assert.Throws<ArgumentOutOfRangeException>(
            () => new ProjectionPolicy { ZThousandths = 0 }).ParamName);
    }
}
