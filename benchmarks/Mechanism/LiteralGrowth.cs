namespace Candor.Benchmarks.Mechanism;

/// <summary>
/// Algorithm 1 as printed, for the growth market of section 6.2 with two participants: an explicit graph a line, the
/// valuation called anew for every edge with the platform's own power, and Bellman and Ford's shortest path.
/// </summary>
/// <remarks>
/// The path search stops after the first round that changes nothing, which the textbook's fixed number of rounds does
/// not: the baseline is the faster of the two.
/// </remarks>
internal sealed class LiteralGrowth(double rate, int steps)
{
    /// <summary>Every line of both participants, and the least sum over all profiles.</summary>
    internal double WorstSum()
    {
        var payments = new double[2][][];
        for (int i = 0; i < 2; i++)
        {
            payments[i] = new double[steps + 1][];
            for (int other = 0; other <= steps; other++)
            {
                payments[i][other] = Line(i, other);
            }
        }

        double worst = double.PositiveInfinity;
        for (int a = 0; a <= steps; a++)
        {
            for (int b = 0; b <= steps; b++)
            {
                worst = Math.Min(worst, payments[0][b][a] + payments[1][a][b]);
            }
        }

        return worst;
    }

    /// <summary>p^max of one participant at every size, the other's size fixed.</summary>
    internal double[] Line(int participant, int other)
    {
        var edges = new List<(int From, int To, double Weight)>();
        int source = steps + 1;
        for (int t = 0; t <= steps; t++)
        {
            edges.Add((source, t, Value(participant, other, t, t) - Value(participant, other, null, t)));
            for (int s = 0; s <= t; s++)
            {
                edges.Add((s, t, Value(participant, other, t, t) - Value(participant, other, s, t)));
            }
        }

        var distance = new double[steps + 2];
        Array.Fill(distance, double.PositiveInfinity);
        distance[source] = 0;
        bool changed = true;
        for (int round = 0; round <= steps + 1 && changed; round++)
        {
            changed = false;
            foreach ((int from, int to, double weight) in edges)
            {
                double through = distance[from] + weight;
                if (through < distance[to])
                {
                    distance[to] = through;
                    changed = true;
                }
            }
        }

        return distance[..(steps + 1)];
    }

    /// <summary>v_i(x(report, t_-i), t): best to all who take part.</summary>
    private double Value(int participant, int other, int? report, int type)
    {
        Span<double> q = stackalloc double[2];
        double best = (report ?? 0) + other;
        q[participant] = Math.Max(report is null ? 0 : best, type);
        q[1 - participant] = Math.Max(best, other);
        double total = q[0] + q[1];
        return total == 0 ? 0 : Math.Pow(total, rate) * q[participant];
    }
}
