using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Candor.Mechanism;
using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Existence;
using Candor.Mechanism.Growth;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;

namespace Candor.Benchmarks.Mechanism;

/// <summary>
/// The mechanism library against literal code and against reading the input once, in the same run. Each line is the
/// median of a few runs, after a second that is not counted, and the bytes allocated in a run, which bound its memory.
/// </summary>
internal static class MechanismQuick
{
    private const int Runs = 5;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(1500);

    internal static void Run(TextWriter output)
    {
        Algorithm1(output);
        Growth(output);
        Dense(output);
        Sparse(output);
    }

    private static void Algorithm1(TextWriter output)
    {
        const double Rate = -0.68;
        const int Disparity = 300;
        var literal = new LiteralGrowth(Rate, Disparity);
        var problem = new DesirableProblem(
            new LinearCurve(), new GrowthValuation(2, Rate), UniformAllocation.Best, new TypeGrid(1, Disparity));
        double expected = 0;
        double baseline =
            Report(output, "Algorithm 1 literally, D/ε = 300 (baseline)", 1, 0, () => expected = literal.WorstSum());
        ExistenceVerdict? verdict = null;
        Report(output, "existence check, the same", 40 * Runs, baseline, () =>
            verdict = ExistenceCheck.Run(new DesirableProblem(
                problem.Curve, problem.Valuation, problem.Allocation, problem.Grid)));
        double apart = Math.Abs(expected - verdict!.WorstSum);
        foreach (PaymentLine line in verdict.Lines)
        {
            int other = (int)verdict.WorstProfile.Sizes[1 - line.Participant];
            double[] payments = literal.Line(line.Participant, other);
            for (int t = 0; t < line.Payments.Length; t++)
            {
                apart = Math.Max(apart, Math.Abs(payments[t] - line.Payments[t]) / Math.Max(1, Math.Abs(payments[t])));
            }
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
                $"  least sum {verdict.WorstSum:R} at {verdict.WorstProfile}; furthest apart {apart:G2}"));
        Require(apart <= 1e-12);
    }

    private static void Growth(TextWriter output)
    {
        int? last = 0;
        Report(output, "Figure 3 as in the paper, 167 rates", Runs, 0, () =>
        {
            for (int k = 0; k < 167; k++)
            {
                last = GrowthBoundary.Find(2, -1 + (0.002 * k), 100_000).Disparity;
            }
        });
        Require(last == 2974);
        Report(output, "boundary at α = -0.665", Runs, 0, () =>
            last = GrowthBoundary.Find(2, -0.665, 100_000).Disparity);
        Require(last == 13_727);
        Report(output, "boundary at α = -0.664", 1, 0, () => last = GrowthBoundary.Find(2, -0.664, 100_000).Disparity);
        Require(last == 30_355);
    }

    private static void Dense(TextWriter output)
    {
        const int Count = 10_000;
        double[] alpha = Draw((long)Count * Count);
        double[] types = Draw(Count);
        var valuation = new DenseExternalities(alpha, Count);
        MarketMechanism market = Market(valuation);
        Profile reports = Profile.AllIn([.. types.Select(Math.Abs)]);
        double sum = 0;
        double revenue = 0;

        // Other programs share the memory's bandwidth, so both are looked at twice, in turn.
        for (int turn = 0; turn < 2; turn++)
        {
            double reading = Report(
                output, "reading a matrix of 10,000 x 10,000 (baseline)", 3 * Runs, 0, () => sum += Sum(alpha));
            Report(
                output,
                "MEP, 10,000 participants, dense",
                3 * Runs,
                reading,
                () => revenue = market.Settle(reports).Payments.Sum());
        }

        Require(double.IsFinite(sum) && double.IsFinite(revenue));
    }

    private static void Sparse(TextWriter output)
    {
        const int Count = 100_000;
        const int Degree = 50;
        var random = new Random(1);
        var entries = new Externality[Count * Degree];
        for (int i = 0; i < Count; i++)
        {
            for (int k = 0; k < Degree; k++)
            {
                // One column from each fiftieth of the roster, in no order, the own one first.
                int column = k == 0 ? i : (int)(
                    (((i / (Count / Degree)) + k) % Degree * (long)(Count / Degree)) + random.Next(Count / Degree));
                entries[(i * Degree) + k] =
                    new Externality(i, column, k == 0 ? 1 : (random.NextDouble() - 0.5) / Degree);
            }
        }

        Profile reports = Profile.AllIn([.. Draw(Count).Select(x => Math.Abs(x) / Count)]);
        SparseExternalities? valuation = null;
        double revenue = 0;
        double building = Report(output, "100,000 participants x 50, building", Runs, 0, () =>
            valuation = new SparseExternalities(Count, entries));
        double settling = Report(output, "100,000 participants x 50, settling", Runs, 0, () =>
            revenue = Market(valuation!).Settle(reports).Payments.Sum());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  together {building + settling:F0} ms"));
        Require(double.IsFinite(revenue));
    }

    private static MarketMechanism Market(LinearExternalities valuation) => new(
        new SigmoidCurve(),
        valuation,
        valuation.EfficientAllocation(OptOutRule.Everyone),
        MaximalExploitationPayment.Instance);

    private static double[] Draw(long count)
    {
        var random = new Random(1);
        var drawn = new double[count];
        foreach (ref double value in drawn.AsSpan())
        {
            value = (2 * random.NextDouble()) - 1;
        }

        return drawn;
    }

    /// <summary>One pass over the matrix with independent sums, as fast as memory gives it to one thread.</summary>
    private static double Sum(ReadOnlySpan<double> values)
    {
        ReadOnlySpan<Vector<double>> wide =
            System.Runtime.InteropServices.MemoryMarshal.Cast<double, Vector<double>>(values);
        Vector<double> a = default, b = default, c = default, d = default;
        for (int k = 0; k + 3 < wide.Length; k += 4)
        {
            a += wide[k];
            b += wide[k + 1];
            c += wide[k + 2];
            d += wide[k + 3];
        }

        return Vector.Sum(a + b + c + d);
    }

    private static double Report(TextWriter output, string name, int runs, double baseline, Action action)
    {
        // Tiered compilation replaces hot methods in the background; measure what it settles on.
        long warm = Stopwatch.GetTimestamp();
        while (runs > 1 && Stopwatch.GetElapsedTime(warm) < s_warmUp)
        {
            action();
        }

        var times = new double[runs];
        long allocated = 0;
        for (int k = 0; k < runs; k++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            action();
            times[k] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        Array.Sort(times);
        double median = times[runs / 2];
        string ratio = baseline == 0 ? string.Empty
            : median < baseline / 10 ? FormattableString.Invariant($", {baseline / median:F0} times faster")
            : FormattableString.Invariant($", {median / baseline:F2} x baseline");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-48} {median,11:F3} ms, fastest {times[0]:F3} ms, {allocated / 1e6:F1} MB{ratio}"));
        return median;
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("A benchmark computed something else than it should.");
        }
    }
}
