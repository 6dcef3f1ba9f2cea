namespace Candor.Mechanism.Fitting;

/// <summary>The quality that was measured of models trained from so much data.</summary>
/// <param name="Size">The data size, more than 0.</param>
/// <param name="Qualities">The quality of each repetition, in the same order at every size; one or more.</param>
public sealed record MeasuredQuality(double Size, IReadOnlyList<double> Qualities)
{
    /// <summary>The mean over the repetitions.</summary>
    public double Mean => Qualities.Average();

    /// <summary>The standard deviation over the repetitions; 0 where there is one.</summary>
    public double Deviation
    {
        get
        {
            double mean = Mean;
            return Qualities.Count < 2
                ? 0
                : Math.Sqrt(Qualities.Sum(quality => (quality - mean) * (quality - mean)) / (Qualities.Count - 1));
        }
    }
}
