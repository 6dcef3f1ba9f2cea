using System.Globalization;

namespace Candor.Cli.Figures;

/// <summary>One axis: its title with the unit, its range, and its ticks.</summary>
/// <param name="Title">What it shows, and in which unit.</param>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Step">From tick to tick; a factor on a logarithmic axis.</param>
/// <param name="IsLogarithmic">Whether equal lengths are equal factors.</param>
internal sealed record Axis(string Title, double Low, double High, double Step, bool IsLogarithmic = false)
{
    /// <summary>Where a value lies between the ends, from 0 to 1.</summary>
    /// <param name="value">The value.</param>
    internal double Share(double value) => IsLogarithmic
        ? Math.Log(value / Low) / Math.Log(High / Low)
        : (value - Low) / (High - Low);

    /// <summary>The ticks with their labels.</summary>
    internal IEnumerable<(double Value, string Label)> Ticks()
    {
        for (int k = 0; ; k++)
        {
            double value = IsLogarithmic ? Low * Math.Pow(Step, k) : Low + (k * Step);
            if (Share(value) > 1 + 1e-9)
            {
                yield break;
            }

            // A true minus sign is as wide as a digit's dash should be.
            value = Math.Round(value, 9) + 0.0;
            yield return (value, value.ToString("#,0.###", CultureInfo.InvariantCulture).Replace('-', '−'));
        }
    }
}
