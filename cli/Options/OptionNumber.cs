using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Candor.Cli.Options;

/// <summary>Numbers on a command line and in the tool's own environment variables, in one spelling. The platform's parsers
/// also take white space, signs, leading zeros, separators of thousands and U+0000 after the number; what a script mistyped
/// so would be another number than a person reads.</summary>
internal static partial class OptionNumber
{
    /// <summary>Reads the option's value in the one spelling.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="option">The option.</param>
    /// <param name="least">The least number that the option takes; null: that of the type.</param>
    /// <returns>The option.</returns>
    internal static Option<T> Strict<T>(this Option<T> option, T? least = null)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        option.CustomParser = result => Read(result, least ?? T.MinValue) ?? default;
        return option;
    }

    /// <summary>The same for an option that may be missing.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="option">The option.</param>
    /// <returns>The option.</returns>
    internal static Option<T?> StrictIfGiven<T>(this Option<T?> option)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        option.CustomParser = static result => Read(result, T.MinValue);
        return option;
    }

    /// <summary>Reads a number: digits without leading zeros, with a minus where it is negative; with a point and digits
    /// where the type has fractions, and with an exponent where it is a <see cref="double"/>.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text, all of it.</param>
    /// <param name="value">The number.</param>
    /// <returns>Whether it is written so, and within what the type holds.</returns>
    internal static bool TryRead<T>(string text, out T value)
        where T : struct, INumber<T>
    {
        value = default;
        return GrammarOf<T>().IsMatch(text)
            && T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && T.IsFinite(value);
    }

    private static T? Read<T>(ArgumentResult result, T least)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        // That there is no value, or more than one, is told by the library.
        if (result.Tokens is not [var token])
        {
            return null;
        }

        if (TryRead(token.Value, out T value) && value >= least)
        {
            return value;
        }

        string name = result.Parent is OptionResult { IdentifierToken.Value: var given } ? given : result.Argument.Name;
        result.AddError($"Cannot parse argument '{token.Value}' for option '{name}', expected {Expected(least)}");
        return null;
    }

    private static string Expected<T>(T least)
        where T : struct, INumber<T>, IMinMaxValue<T> =>
        IsFraction<T>()
            ? $"a number such as {(typeof(T) == typeof(double) ? "0.5 or 1e8" : "-0.25")}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"a whole number from {least} to {T.MaxValue}, in digits without leading zeros");

    private static bool IsFraction<T>() => typeof(T) == typeof(double) || typeof(T) == typeof(decimal);

    private static Regex GrammarOf<T>() =>
        typeof(T) == typeof(double) ? Real() : typeof(T) == typeof(decimal) ? Fraction() : Whole();

    [GeneratedRegex(@"^(0|-?[1-9][0-9]*)\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?\z")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z")]
    private static partial Regex Real();
}
