using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;
using Candor.Commitments.Tests.Contributions;

namespace Candor.Commitments.Tests.Projections;

/// <summary>
/// A dataset whose statistics are audited: features of which one is log-normal, and a class of one percent, of exact
/// integers as in training.
/// </summary>
internal sealed class ProjectionSamples
{
    private const int Features = 6;
    private const int Classes = 2;

    private readonly Random _random;

    internal ProjectionSamples(int seed, int records = 200, int opened = 60, int reported = 150)
    {
        _random = new(seed);
        Shape = new(Features * (Features + 1) / 2, Features * Classes);
        Records = [.. Enumerable.Range(0, records).Select(_ => Record())];
        Report = (uint)reported;
        byte[] bytes = new byte[32];
        _random.NextBytes(bytes);
        Matrix = new(bytes, Shape, Policy);
        Moments = new(Matrix);
        foreach (long[] record in Shuffled().Take(opened))
        {
            Moments.Add(record);
        }

        Assert.True(ProjectionBounds.TryCompute(Moments, (ulong)records, Report, out ProjectionBounds? bounds));
        Bounds = bounds;
        Reported = [.. Shuffled().Take(reported)];
        Statistics = Sum(Reported);
    }

    internal static ProjectionPolicy Policy { get; } = new();

    internal StatisticsShape Shape { get; }

    internal long[][] Records { get; }

    internal long[][] Reported { get; }

    internal uint Report { get; }

    internal ProjectionMatrix Matrix { get; }

    internal ProjectionMoments Moments { get; }

    internal ProjectionBounds Bounds { get; }

    internal long[] Statistics { get; }

    internal long[] Sum(IEnumerable<long[]> records)
    {
        long[] sum = new long[Shape.Coordinates];
        foreach (long[] record in records)
        {
            for (int j = 0; j < sum.Length; j++)
            {
                sum[j] += record[j];
            }
        }

        return sum;
    }

    /// <summary>Whether every projection of statistics lies in its interval.</summary>
    internal bool IsNear(long[] statistics)
    {
        var projected = new Int128[Policy.Rows];
        Matrix.Project(statistics, projected);
        return Enumerable.Range(0, Policy.Rows).All(
            row => projected[row] >= Bounds.Low(row) && projected[row] <= Bounds.High(row));
    }

    internal StatisticsOpening Open(long[] statistics, string participant = "north")
    {
        using var rng = new SeededRandom(77);
        return StatisticsOpening.Create(StatisticsSamples.Context(participant), Shape, statistics, rng);
    }

    internal ProjectionTerms Terms(StatisticsCommitments commitments) =>
        new(StatisticsSamples.Context(), new byte[32], Report, commitments.Digest, Matrix, Bounds);

    private long[][] Shuffled()
    {
        long[][] records = [.. Records];
        _random.Shuffle(records);
        return records;
    }

    private long[] Record()
    {
        int label = _random.NextDouble() < 0.01 ? 1 : 0;
        long[] phi = [1 << 15, .. Enumerable.Range(1, Features - 1).Select(Feature)];
        var record = new List<long>();
        for (int i = 0; i < Features; i++)
        {
            record.AddRange(phi[i..].Select(other => phi[i] * other));
        }

        for (int c = 0; c < Classes; c++)
        {
            record.AddRange(phi.Select(x => c == label ? x << 15 : 0));
        }

        return [.. record];
    }

    private long Feature(int i)
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        double value = i == 1 ? (Math.Exp(normal) / 20) - 1 : normal / 3;
        return (long)Math.Round(Math.Clamp(value, -1, 1) * (1 << 15));
    }
}
