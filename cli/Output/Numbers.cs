using System.Globalization;

namespace Candor.Cli.Output;

/// <summary>Numbers as people read them; exact ones are in the JSON.</summary>
internal static class Numbers
{
    /// <summary>A quality, a size or a valuation: six significant places, never an exponent for everyday
    /// sizes.</summary>
    /// <param name="value">The number.</param>
    internal static string Plain(double value) => Math.Abs(value) is 0 or (>= 1e-4 and < 1e9)
        ? (value + 0.0).ToString("0.000000", CultureInfo.InvariantCulture)
        : value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>A quality with four places.</summary>
    /// <param name="value">The number.</param>
    internal static string Quality(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>An amount of money in whole units, with thousands set apart.</summary>
    /// <param name="value">The amount.</param>
    internal static string Money(double value) =>
        Math.Round(value, MidpointRounding.AwayFromZero) is var rounded and not 0
            ? rounded.ToString("#,0", CultureInfo.InvariantCulture)
            : "0";

    /// <summary>A count.</summary>
    /// <param name="value">The count.</param>
    internal static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
