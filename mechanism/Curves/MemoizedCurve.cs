using System.Collections.Concurrent;

namespace Candor.Mechanism.Curves;

/// <summary>
/// A curve that remembers its qualities. A grid's profiles have few different sizes and totals, and a portable
/// exponential costs as much as the rest of a settlement.
/// </summary>
/// <param name="curve">Q; what is remembered are its own bits.</param>
internal sealed class MemoizedCurve(IQualityCurve curve) : IQualityCurve
{
    /// <summary>The most qualities that are kept; some megabytes.</summary>
    private const int MostKept = 1 << 16;

    private readonly ConcurrentDictionary<double, double> _kept = new();
    private int _count;

    /// <inheritdoc/>
    public double Ceiling => curve.Ceiling;

    /// <inheritdoc/>
    public double Evaluate(double size)
    {
        if (_kept.TryGetValue(size, out double quality))
        {
            return quality;
        }

        quality = curve.Evaluate(size);
        if (Volatile.Read(ref _count) < MostKept && _kept.TryAdd(size, quality))
        {
            Interlocked.Increment(ref _count);
        }

        return quality;
    }

    /// <inheritdoc/>
    public CurveViolation? FindViolation(double maxSize) => curve.FindViolation(maxSize);
}
