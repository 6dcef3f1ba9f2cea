using Candor.Mechanism.Desirable;

namespace Candor.Mechanism.Tests.Desirable;

/// <summary>
/// Algorithm 1 as printed: an explicit graph a line, an edge from the base vertex to each size and from each smaller
/// size to it, and a general shortest path (Bellman-Ford), the valuation called anew for every edge.
/// </summary>
internal static class LiteralAlgorithm1
{
    public static double[] Line(DesirableProblem problem, int i, Profile others)
    {
        int k = problem.Grid.Steps;
        var edges = new List<(int From, int To, double Weight)>();
        for (int t = 0; t <= k; t++)
        {
            double truth = V(problem, i, others, t, t);
            edges.Add((k + 1, t, truth - V(problem, i, others, null, t)));
            for (int s = 0; s <= t; s++)
            {
                edges.Add((s, t, truth - V(problem, i, others, s, t)));
            }
        }

        var distance = new double[k + 2];
        Array.Fill(distance, double.PositiveInfinity);
        distance[k + 1] = 0;
        for (int round = 0; round <= k + 1; round++)
        {
            foreach ((int from, int to, double weight) in edges)
            {
                distance[to] = Math.Min(distance[to], distance[from] + weight);
            }
        }

        return distance[..(k + 1)];
    }

    public static double WorstSum(DesirableProblem problem)
    {
        int n = problem.Count;
        int points = problem.Grid.Steps + 1;
        double worst = double.PositiveInfinity;
        for (int code = 0; code < (int)Math.Pow(points, n); code++)
        {
            int[] steps = [.. Enumerable.Range(0, n).Select(i => code / (int)Math.Pow(points, i) % points)];
            Profile profile = Profile.AllIn([.. steps.Select(problem.Grid.SizeAt)]);
            double sum = 0;
            for (int i = 0; i < n; i++)
            {
                sum += Line(problem, i, profile)[steps[i]];
            }

            worst = Math.Min(worst, sum);
        }

        return worst;
    }

    /// <summary>v_i(x(report, t_-i), t, t_-i), report null for ∅.</summary>
    private static double V(DesirableProblem problem, int i, Profile others, int? report, int type)
    {
        double? size = report is int step ? problem.Grid.SizeAt(step) : null;
        Profile reports = others.With(i, size);
        var own = new double[problem.Count];
        for (int j = 0; j < own.Length; j++)
        {
            own[j] = problem.Curve.Evaluate(reports.Sizes[j]);
        }

        var q = new double[problem.Count];
        problem.Allocation.Allocate(new AllocationProblem(reports, problem.Curve.Evaluate(reports.Total), own), q);
        for (int j = 0; j < q.Length; j++)
        {
            double truth = j == i ? problem.Curve.Evaluate(problem.Grid.SizeAt(type)) : own[j];
            q[j] = Math.Max(q[j], truth);
        }

        return problem.Valuation.Evaluate(i, q);
    }
}
