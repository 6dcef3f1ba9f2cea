using Candor.Mechanism.Numerics;
using MathNet.Numerics.Optimization;
using MathNet.Numerics.RootFinding;

namespace Candor.Mechanism.Growth;

/// <summary>The growth rate α* above which no disparity rules out a desirable mechanism.</summary>
/// <remarks>
/// On the line where all others have nothing, sizes large against the unit give U(a) → c a^(1+α). A size hidden as the
/// share r of itself asks for c ≥ c r^(1+α) + (1 + (n-1)r)^α - n^α r^(1+α), and leaving for c ≥ 1, so
/// c = sup over 0 ≤ r &lt; 1 of ((1 + (n-1)r)^α - n^α r^(1+α)) / (1 - r^(1+α)), whose value at r = 0 is 1. The line
/// balances at every disparity exactly when c ≤ n^(1+α). For two participants that line was the binding one in every
/// boundary computed, and α* = -0.6609110… is why the paper met a wall at -0.66. For more it is a lower bound: below it
/// some disparity rules desirable mechanisms out.
/// </remarks>
public static class CriticalRate
{
    private const int Starts = 64;

    private const double LargestShare = 1 - 1e-6;

    /// <summary>c(α), the largest utility on the line of nothing in units of a^(1+α).</summary>
    /// <param name="count">n, at least 2.</param>
    /// <param name="rate">α, in (-1, 0).</param>
    public static double Utility(int count, double rate)
    {
        RequireCompetition(count, rate);

        // The best of a coarse scan brackets the maximiser, which Math.NET's golden section then closes in on.
        int best = 0;
        for (int k = 1; k < Starts; k++)
        {
            best = Ratio(count, rate, (double)k / Starts) > Ratio(count, rate, (double)best / Starts) ? k : best;
        }

        double low = Math.Max(0, best - 1) / (double)Starts;
        double high = (best + 1) / (double)Starts;

        // The minimiser widens a bracket whose end is best. Outside [0, 1) the ratio means nothing; near 1 it cancels.
        var objective = ObjectiveFunction.ScalarValue(share => -Ratio(count, rate, Math.Clamp(share, 0, LargestShare)));
        var found = GoldenSectionMinimizer.Minimum(objective, low, high, 1e-10, 1000);
        double utility = Math.Max(-found.FunctionInfoAtMinimum.Value, Ratio(count, rate, 0));
        return double.IsFinite(utility)
            ? utility
            : throw new NonFiniteResultException("utility on the line of nothing", null, utility, "of everything or none");
    }

    /// <summary>α* for n participants, the root of c(α) = n^(1+α), to about 1e-10.</summary>
    /// <param name="count">n, at least 2.</param>
    public static double Find(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        return Brent.FindRoot(rate => Utility(count, rate) - Math.Pow(count, 1 + rate), -0.999, -0.001, 1e-12, 200);
    }

    private static double Ratio(int count, double rate, double share)
    {
        double kept = Math.Pow(share, 1 + rate);

        // Near a rate of -1 what is kept rounds to everything; 1 - r^(1+α) has digits left all the same.
        double hidden = PortableMath.OneMinusExp(-(1 + rate) * Math.Log(share));
        return (Math.Pow(1 + ((count - 1) * share), rate) - (Math.Pow(count, rate) * kept)) / hidden;
    }

    private static void RequireCompetition(int count, double rate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (!(rate > -1 && rate < 0))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A competitive growing market has -1 < α < 0.");
        }
    }
}
