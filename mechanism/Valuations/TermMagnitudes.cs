namespace Candor.Mechanism.Valuations;

/// <summary>How large the terms of welfare are before they cancel: the scale of rounding (docs/paper.md, D22).</summary>
internal static class TermMagnitudes
{
    /// <summary>The magnitudes of the terms of all valuations, added up.</summary>
    /// <param name="valuation">v.</param>
    /// <param name="qualities">q.</param>
    public static double OfWelfare(IValuation valuation, ReadOnlySpan<double> qualities)
    {
        double sum = 0;
        for (int i = 0; i < qualities.Length; i++)
        {
            sum += valuation.Magnitude(i, qualities);
        }

        return sum;
    }
}
