using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;
using Candor.Commitments.Tests.Contributions;

namespace Candor.Commitments.Tests.Projections;

/// <summary>
/// A dataset whose statistics are audited: features of which one is log-normal, and by default a class of one percent, of
/// exact integers as in training.
/// </summary>
internal sealed class ProjectionSamples
{
    private const int Features = 6;

    private readonly Random _random;
    private readonly ProjectionProfile _profile;

    internal ProjectionSamples(int seed, int records = 200, int opened = 60, int reported = 150)
        : this(seed, new ProjectionProfile(records, opened, reported))
    {
    }

    internal ProjectionSamples(int seed, ProjectionProfile profile)
    {
        _random = new(seed);
        _profile = profile;
        Shape = new(Features * (Features + 1) / 2, Features * (profile.Classes - 1));
        (long[] Phi, int Label)[] records = [.. Enumerable.Range(0, profile.Records).Select(_ => Record())];
        Report = (uint)profile.Reported;
        byte[] bytes = new byte[32];
        _random.NextBytes(bytes);
        Matrix = new(bytes, Shape, Policy);
        Moments = new(Matrix);
        _random.Shuffle(records);
        foreach ((long[] phi, int label) in records.Take(profile.Opened))
        {
            Moments.Add(StatisticsOf(phi, label));
        }

        Assert.True(ProjectionBounds.TryCompute(Moments, (ulong)profile.Records, Report, out ProjectionBounds? bounds));
        Bounds = bounds;
        _random.Shuffle(records);
        Reported = [.. records.Take(profile.Reported)];
        Statistics = Sum(static (_, label) => label);
    }

    internal static ProjectionPolicy Policy { get; } = new();

    internal StatisticsShape Shape { get; }

    internal (long[] Phi, int Label)[] Reported { get; }

    internal uint Report { get; }

    internal ProjectionMatrix Matrix { get; }

    internal ProjectionMoments Moments { get; }

    internal ProjectionBounds Bounds { get; }

    internal long[] Statistics { get; }

    /// <summary>False statistics of the kinds that the design names; each has the count of the report, which statement 7 shows.
    /// </summary>
    internal IEnumerable<(string Kind, long[] Statistics)> FalseOnes()
    {
        int classes = _profile.Classes;
        yield return ("zeros", Counted(new long[Shape.Coordinates]));
        yield return ("half reported as all", Counted([.. Statistics.Select(x => x / 2)]));
        yield return ("times 1.2", Counted([.. Statistics.Select(x => x * 6 / 5)]));
        yield return ("times ten", Counted([.. Statistics.Select(x => 10 * x)]));
        yield return ("labels of half rotated", Sum((i, label) => i % 2 == 0 ? (label + 1) % classes : label));
        yield return ("labels rotated", Sum((_, label) => (label + 1) % classes));
        yield return ("labels by chance", Sum((_, _) => _random.Next(classes)));
    }

    /// <summary>The statistics of the reported records with their labels dealt anew among them.</summary>
    internal long[] DealtAnew()
    {
        int[] labels = [.. Reported.Select(static record => record.Label)];
        _random.Shuffle(labels);
        return Sum((i, _) => labels[i]);
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

    private long[] Counted(long[] statistics)
    {
        statistics[0] = Statistics[0];
        return statistics;
    }

    // The reported records' sum, each with the class that is chosen for its place and its own class.
    private long[] Sum(Func<int, int, int> labelOf)
    {
        long[] sum = new long[Shape.Coordinates];
        for (int i = 0; i < Reported.Length; i++)
        {
            long[] record = StatisticsOf(Reported[i].Phi, labelOf(i, Reported[i].Label));
            for (int j = 0; j < sum.Length; j++)
            {
                sum[j] += record[j];
            }
        }

        return sum;
    }

    private long[] StatisticsOf(long[] phi, int label)
    {
        long[] record = new long[Shape.Coordinates];
        int at = 0;
        for (int i = 0; i < Features; i++)
        {
            for (int j = i; j < Features; j++)
            {
                record[at++] = phi[i] * phi[j];
            }
        }

        if (label < _profile.Classes - 1)
        {
            for (int i = 0; i < Features; i++)
            {
                record[at + (label * Features) + i] = phi[i] << 15;
            }
        }

        return record;
    }

    private (long[] Phi, int Label) Record()
    {
        int label = _random.NextDouble() < _profile.FirstShare ? 0 : 1 + _random.Next(_profile.Classes - 1);
        return ([1 << 15, .. Enumerable.Range(1, Features - 1).Select(i => Feature(i, label))], label);
    }

    private long Feature(int i, int label)
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        double value = i == 1 ? (Math.Exp(normal) / 20) - 1 : normal / 3;
        value += label % Features == i || label == 0 ? _profile.Separation : -_profile.Separation;
        return (long)Math.Round(Math.Clamp(value, -1, 1) * (1 << 15));
    }
}
