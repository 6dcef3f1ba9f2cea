using System.Globalization;

namespace Candor.Market.Json;

/// <summary>Numbers as foreign text writes them.</summary>
/// <remarks>
/// The platform's parsers take any number of U+0000 after a number, so that <c>1</c> and <c>1\0</c> would be two spellings
/// of one record. Nothing that this library reads may end so.
/// </remarks>
internal static class WrittenNumber
{
    /// <summary>Reads a number of characters.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, out double value)
    {
        value = double.NaN;
        return !text.EndsWith('\0') && double.TryParse(text, style, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads a number in UTF-8.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, NumberStyles style, out double value)
    {
        value = double.NaN;
        return !text.EndsWith((byte)0) && double.TryParse(text, style, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads a whole number of 64 bits in UTF-8.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, NumberStyles style, out long value)
    {
        value = 0;
        return !text.EndsWith((byte)0) && long.TryParse(text, style, CultureInfo.InvariantCulture, out value);
    }
}
