using System.Globalization;

namespace Candor.Wire.Names;

/// <summary>Numbers of events in names: with all their digits, so that names sort by them.</summary>
internal static class EventNumber
{
    private const int Digits = 20;

    internal static string Format(ulong number) => number.ToString("D20", CultureInfo.InvariantCulture);

    // One spelling: "7" and "00000000000000000007" must not both name the same audit, and the platform's parser takes
    // U+0000 at the end.
    internal static bool TryParse(string text, out ulong number)
    {
        number = 0;
        return text.Length == Digits
            && text.All(char.IsAsciiDigit)
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
