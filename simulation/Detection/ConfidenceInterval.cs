using MathNet.Numerics;

namespace Candor.Simulation.Detection;

/// <summary>Clopper and Pearson's exact interval for a rate (1934): it covers the true rate at least as often as its
/// level says, whatever the rate.</summary>
/// <param name="Low">Its lower end, 0 to 1.</param>
/// <param name="High">Its upper end, 0 to 1.</param>
internal readonly record struct ConfidenceInterval(double Low, double High)
{
    // Each halving adds a bit; a double between 0 and 1 has no more that matter.
    private const int Halvings = 60;

    /// <summary>The interval after a number of trials.</summary>
    /// <param name="hits">How many succeeded.</param>
    /// <param name="trials">How many there were, at least 1.</param>
    /// <param name="doubt">One less the level, such as 0.05.</param>
    internal static ConfidenceInterval Of(int hits, int trials, double doubt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);

        // P(X >= x) at rate p is the regularized incomplete beta function I_p(x, n - x + 1), rising in p.
        double low = hits == 0
            ? 0
            : Solve(p => SpecialFunctions.BetaRegularized(hits, trials - hits + 1, p), doubt / 2);
        double high = hits == trials
            ? 1
            : Solve(p => SpecialFunctions.BetaRegularized(hits + 1, trials - hits, p), 1 - (doubt / 2));
        return new ConfidenceInterval(low, high);
    }

    /// <summary>Whether a rate is in the interval.</summary>
    /// <param name="rate">The rate.</param>
    internal bool Contains(double rate) => rate >= Low && rate <= High;

    private static double Solve(Func<double, double> rising, double target)
    {
        double low = 0;
        double high = 1;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = rising(middle) < target ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
