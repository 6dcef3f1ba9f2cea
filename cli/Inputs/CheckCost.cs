using System.Diagnostics;
using System.Globalization;
using Candor.Mechanism;
using Candor.Mechanism.Checks;
using Candor.Mechanism.Desirable;

namespace Candor.Cli.Inputs;

/// <summary>How long a check over a grid takes on this machine, from a small sample of the very work.</summary>
internal static class CheckCost
{
    private static readonly TimeSpan s_enough = TimeSpan.FromMilliseconds(500);

    /// <summary>Measures samples and extrapolates.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="options">Whether theorems are used.</param>
    /// <returns>Processor time of the whole; none where theorems decide everything.</returns>
    internal static TimeSpan Estimate(MarketMechanism mechanism, TypeGrid grid, ExhaustiveOptions options)
    {
        double seconds = 0;
        foreach (PropertySample sample in PropertyCheck.Samples(mechanism, grid, options))
        {
            seconds += Fastest(sample).TotalSeconds / sample.Share;
        }

        return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2));
    }

    // The first turns fill tables that the others look into, and run code that is compiled better once it has run often:
    // three turns alone took up to seven times as long as those of a whole check.
    private static TimeSpan Fastest(PropertySample sample)
    {
        TimeSpan fastest = TimeSpan.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        do
        {
            long start = Stopwatch.GetTimestamp();
            sample.Look();
            TimeSpan turn = Stopwatch.GetElapsedTime(start);
            fastest = turn < fastest ? turn : fastest;
        }
        while (Stopwatch.GetElapsedTime(begin) < s_enough);

        return fastest;
    }

    /// <summary>A time in words: "about 40 seconds of processor time".</summary>
    /// <param name="time">The time.</param>
    internal static string Describe(TimeSpan time)
    {
        (double count, string unit) = time.TotalSeconds switch
        {
            < 120 => (time.TotalSeconds, "seconds"),
            < 7200 => (time.TotalMinutes, "minutes"),
            < 172_800 => (time.TotalHours, "hours"),
            < 63_000_000 => (time.TotalDays, "days"),
            _ => (time.TotalDays / 365, "years"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"about {count:G2} {unit} of processor time");
    }
}
