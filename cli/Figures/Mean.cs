namespace Candor.Cli.Figures;

/// <summary>An average over samples with its standard error.</summary>
/// <param name="Value">The mean.</param>
/// <param name="Error">The standard error of the mean; 0 for one sample.</param>
internal readonly record struct Mean(double Value, double Error)
{
    /// <summary>Averages.</summary>
    /// <param name="samples">At least one.</param>
    internal static Mean Of(IReadOnlyList<double> samples)
    {
        double mean = samples.Average();
        double squares = samples.Sum(sample => (sample - mean) * (sample - mean));
        double error = samples.Count < 2 ? 0 : Math.Sqrt(squares / (samples.Count - 1.0) / samples.Count);
        return new Mean(mean, error);
    }
}
