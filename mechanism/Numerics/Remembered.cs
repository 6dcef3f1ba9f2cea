using System.Collections.Concurrent;

namespace Candor.Mechanism.Numerics;

/// <summary>
/// A pure function that remembers what it gave: a portable exponential costs as much as the rest of a settlement, and a
/// grid's profiles have few different sizes and totals. Safe to share between threads.
/// </summary>
/// <param name="function">The function; what is remembered are its own bits.</param>
internal sealed class Remembered(Func<double, double> function)
{
    /// <summary>The most values that are kept; some megabytes.</summary>
    private const int MostKept = 1 << 16;

    private readonly ConcurrentDictionary<double, double> _kept = new();
    private int _count;

    /// <summary>The function's value.</summary>
    /// <param name="argument">The argument.</param>
    public double Of(double argument)
    {
        if (_kept.TryGetValue(argument, out double value))
        {
            return value;
        }

        value = function(argument);
        if (Volatile.Read(ref _count) < MostKept && _kept.TryAdd(argument, value))
        {
            Interlocked.Increment(ref _count);
        }

        return value;
    }
}
