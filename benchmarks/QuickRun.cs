using System.Diagnostics;
using System.Globalization;
using Candor.Benchmarks.Commitments;
using Candor.Benchmarks.Market;
using Candor.Benchmarks.Mechanism;
using Candor.Benchmarks.Training;

namespace Candor.Benchmarks;

/// <summary>
/// Stopwatch medians for a developer's loop: seconds instead of minutes, and no claim to more than two digits.
/// </summary>
internal static class QuickRun
{
    private const int Samples = 75;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan s_sampleTime = TimeSpan.FromMilliseconds(5);

    // A suite names its baseline first and may name others on the way; every line is a ratio against the last one.
    private static readonly Dictionary<string, Func<IEnumerable<QuickCase>>> s_suites = new(StringComparer.Ordinal)
    {
        ["commitments"] = CommitmentsQuick.Cases,
        ["datasets"] = DatasetQuick.Cases,
        ["rounding"] = RoundingQuick.Cases,
    };

    // What takes seconds a run measures itself.
    private static readonly Dictionary<string, Action<TextWriter>> s_reports = new(StringComparer.Ordinal)
    {
        ["mechanism"] = MechanismQuick.Run,
        ["market"] = MarketQuick.Run,
        ["tags"] = TagReport.Run,
        ["contributions"] = ContributionReport.Run,
        ["learning"] = LearningReport.Run,
        ["members"] = MembersReport.Run,
        ["rowspace"] = RowSpaceReport.Run,
        ["training"] = TrainingRun.RunFive,
        ["training-twelve"] = TrainingRun.RunTwelve,
        ["training-fifty"] = TrainingRun.RunFifty,
    };

    internal static int Run(string[] names, TextWriter output, TextWriter error)
    {
        string[] unknown = [.. names.Where(name => !s_suites.ContainsKey(name) && !s_reports.ContainsKey(name))];
        if (names.Length == 0 || unknown.Length > 0)
        {
            error.WriteLine($"Name one or more of: {string.Join(", ", s_suites.Keys.Concat(s_reports.Keys))}.");
            return 2;
        }

        foreach (string name in names)
        {
            if (s_reports.TryGetValue(name, out Action<TextWriter>? report))
            {
                report(output);
                continue;
            }

            double baseline = 0;
            foreach (QuickCase quick in s_suites[name]())
            {
                (double median, double fastest) = Measure(quick);
                baseline = baseline == 0 || quick.IsBaseline ? median : baseline;
                string line = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{quick.Name,-62} {median,9:F4} ms {median / baseline,8:F2} x baseline, fastest {fastest:F4} ms");
                output.WriteLine(line);
            }
        }

        return 0;
    }

    // The fastest sample beside the median tells a slow routine from a busy machine.
    private static (double Median, double Fastest) Measure(QuickCase quick)
    {
        // Tiered compilation replaces hot methods in the background; measure what it settles on.
        long start = Stopwatch.GetTimestamp();
        int runs = 0;
        do
        {
            quick.Action();
            runs++;
        }
        while (Stopwatch.GetElapsedTime(start) < s_warmUp || runs < 3);

        double estimate = Time(quick, 1);
        int perSample = Math.Max(1, (int)(s_sampleTime.TotalMilliseconds / Math.Max(estimate, 0.001)));
        double[] samples = [.. Enumerable.Range(0, Samples).Select(_ => Time(quick, perSample) / perSample)];
        Array.Sort(samples);
        return (samples[Samples / 2] / quick.Operations, samples[0] / quick.Operations);
    }

    private static double Time(QuickCase quick, int runs)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < runs; i++)
        {
            quick.Action();
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}

/// <summary>One line of a quick run: an action that does <paramref name="Operations"/> operations.</summary>
internal sealed record QuickCase(string Name, Action Action, int Operations = 1, bool IsBaseline = false);
