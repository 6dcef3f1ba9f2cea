using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Candor.Mechanism.Growth;

/// <summary>The growth market's valuations on integer sizes, from tables of powers.</summary>
/// <remarks>
/// The sum of used qualities behind a hidden size is (n-1)(s+m) + a. For a fixed a it runs in steps of n-1, so k^α is
/// stored by residue modulo n-1: the values one scan needs then lie side by side.
/// </remarks>
internal sealed class GrowthPowers
{
    private readonly int _others;
    private readonly double _share;
    private readonly double _welfare;
    private readonly double[][] _power;
    private readonly double[] _worth;

    /// <summary>Fills the tables.</summary>
    /// <param name="count">n, at least 2.</param>
    /// <param name="rate">α.</param>
    /// <param name="limit">The largest size of one participant.</param>
    /// <param name="mostOthers">The largest total of the others, at least the limit.</param>
    public GrowthPowers(int count, double rate, int limit, int mostOthers)
    {
        _others = count - 1;
        _share = Math.Pow(count, rate);
        _welfare = Math.Pow(count, 1 + rate);

        // The largest sum is that of the others, each using all of mostOthers, and one of limit; one row more for the
        // remainder.
        int rows = (((_others * mostOthers) + limit) / _others) + 2;
        _power = new double[_others][];
        for (int residue = 0; residue < _others; residue++)
        {
            _power[residue] = new double[rows];
            for (int k = 0; k < rows; k++)
            {
                // Nothing is worth anything where nobody has any quality (docs/paper.md, D11).
                double sum = ((double)k * _others) + residue;
                _power[residue][k] = sum == 0 ? 0 : Math.Pow(sum, rate);
            }
        }

        _worth = new double[limit + mostOthers + 1];
        for (int k = 1; k < _worth.Length; k++)
        {
            _worth[k] = Math.Pow(k, 1 + rate);
        }
    }

    /// <summary>V(s, s) = n^α (s+m)^(1+α), what the truth is worth to one participant.</summary>
    /// <param name="total">s + m.</param>
    public double Truthful(int total) => _share * _worth[total];

    /// <summary>V(∅, a) = ((n-1)m + a)^α a.</summary>
    /// <param name="size">a.</param>
    /// <param name="others">m.</param>
    public double Leaving(int size, int others) => Power((_others * others) + size) * size;

    /// <summary>V(s, a) = a ((n-1)(s+m) + a)^α, what hiding all but s is worth while s + m is at most a.</summary>
    /// <param name="size">a.</param>
    /// <param name="others">m.</param>
    /// <param name="report">s.</param>
    public double Hiding(int size, int others, int report) => Power((_others * (report + others)) + size) * size;

    /// <summary>
    /// The most U_m(a) may be for (a, m, 0, …, 0) to balance: welfare less the utility of the one with m ≤ a.
    /// </summary>
    /// <param name="size">a.</param>
    /// <param name="others">m, at most a.</param>
    public double Ceiling(int size, int others) =>
        (_welfare * _worth[size + others]) - (Power((_others * size) + others) * others);

    /// <summary>The larger of a floor and max over s of a ((n-1)(s+m) + a)^α + U(s) - V(s, s).</summary>
    /// <param name="size">a.</param>
    /// <param name="others">m.</param>
    /// <param name="hidden">U(s) - V(s, s) for s = 0, 1, …, each below a - m.</param>
    /// <param name="floor">The floor.</param>
    public double BestHiding(int size, int others, ReadOnlySpan<double> hidden, double floor)
    {
        int row = _others == 1 ? 0 : size % _others;
        ReadOnlySpan<double> power = _power[row].AsSpan(others + (_others == 1 ? size : size / _others), hidden.Length);
        int lanes = Vector512<double>.Count;
        double best = floor;
        if (hidden.Length < lanes)
        {
            for (int s = 0; s < hidden.Length; s++)
            {
                double value = (size * power[s]) + hidden[s];
                best = value > best ? value : best;
            }

            return best;
        }

        ref double p = ref MemoryMarshal.GetReference(power[..hidden.Length]);
        ref double h = ref MemoryMarshal.GetReference(hidden);
        Vector512<double> scale = Vector512.Create((double)size);
        Vector512<double> best0 = Vector512.Create(floor);
        Vector512<double> best1 = best0;
        int at = 0;
        for (; at + (2 * lanes) <= hidden.Length; at += 2 * lanes)
        {
            best0 = Vector512.MaxNative(best0, Hide(ref p, ref h, at, scale));
            best1 = Vector512.MaxNative(best1, Hide(ref p, ref h, at + lanes, scale));
        }

        // A maximum may look twice at a value, so the rest is the last lanes again.
        int last = hidden.Length - lanes;
        best1 = Vector512.MaxNative(best1, Hide(ref p, ref h, Math.Min(at, last), scale));
        best0 = Vector512.MaxNative(best0, Hide(ref p, ref h, last, scale));
        best0 = Vector512.MaxNative(best0, best1);
        Vector256<double> half = Vector256.MaxNative(best0.GetLower(), best0.GetUpper());
        Vector128<double> quarter = Vector128.MaxNative(half.GetLower(), half.GetUpper());
        return Math.Max(quarter[0], quarter[1]);
    }

    private static Vector512<double> Hide(ref double power, ref double hidden, int at, Vector512<double> scale) =>
        (scale * Vector512.LoadUnsafe(ref power, (nuint)at)) + Vector512.LoadUnsafe(ref hidden, (nuint)at);

    // Two participants are the common case, and a division costs more than everything else here.
    private double Power(int sum) => _others == 1 ? _power[0][sum] : _power[sum % _others][sum / _others];
}
