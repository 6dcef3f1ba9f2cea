namespace Candor.Mechanism.Valuations;

/// <summary>How large the terms of a valuation are before they cancel: the scale of rounding (docs/paper.md,
/// D22).</summary>
internal static class TermMagnitudes
{
    /// <summary>The sum of the magnitudes of the terms of v_i(q); |v_i(q)| where the terms are not known.</summary>
    /// <param name="valuation">v.</param>
    /// <param name="participant">i.</param>
    /// <param name="qualities">q.</param>
    public static double Of(IValuation valuation, int participant, ReadOnlySpan<double> qualities)
    {
        double sum = 0;
        switch (valuation)
        {
            case LinearExternalities linear:
                for (int j = 0; j < qualities.Length; j++)
                {
                    sum += Math.Abs(linear[participant, j] * qualities[j]);
                }

                return sum;
            case SeparableValuation separable:
                for (int j = 0; j < qualities.Length; j++)
                {
                    sum += Math.Abs(separable.Effect(participant, j, qualities[j]));
                }

                return sum;
            default:
                return Math.Abs(valuation.Evaluate(participant, qualities));
        }
    }

    /// <summary>The same over all participants, the scale of welfare.</summary>
    /// <param name="valuation">v.</param>
    /// <param name="qualities">q.</param>
    public static double OfWelfare(IValuation valuation, ReadOnlySpan<double> qualities)
    {
        double sum = 0;
        for (int i = 0; i < qualities.Length; i++)
        {
            sum += Of(valuation, i, qualities);
        }

        return sum;
    }
}
