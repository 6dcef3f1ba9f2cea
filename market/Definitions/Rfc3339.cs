using System.Globalization;

namespace Candor.Market.Definitions;

/// <summary>Times as RFC 3339 writes them: the one spelling of protobuf's JSON mapping, and every spelling that a person
/// may choose.</summary>
internal static class Rfc3339
{
    private const int DateLength = 10;
    private const int SecondsEnd = 19;
    private const int MostDigits = 9;

    // This platform's tick is 100 nanoseconds: the digits of a second that a time keeps.
    private const int KeptDigits = 7;

    private static readonly string[] s_formats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads a time as protobuf's JSON mapping writes it, with its offset; one without would mean another moment
    /// on another machine.</summary>
    internal static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length == 0 || !(text[^1] == 'Z' || (text.Length > 6 && text[^6] is '+' or '-')))
        {
            return false;
        }

        // Protobuf may write nine digits of a second; the last two are below this platform's tick and always zero in
        // what protobuf's own types here write.
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0)
        {
            int end = dot + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (end - dot - 1 == 9 && text[(end - 2)..end] == "00")
            {
                text = text.Remove(end - 2, 2);
            }
        }

        if (!DateTimeOffset.TryParseExact(
            text, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset parsed))
        {
            return false;
        }

        time = parsed.ToUniversalTime();
        return true;
    }

    /// <summary>Reads a time as a person may write it: lower-case letters, any offset, and up to nine digits of a
    /// second.</summary>
    /// <param name="text">The text.</param>
    /// <param name="time">The time in UTC.</param>
    /// <returns>What was expected instead; null where the time was read.</returns>
    internal static string? ReadWritten(string text, out DateTimeOffset time)
    {
        const string Expected = "a time in RFC 3339, such as 2030-01-31T12:00:00Z";
        time = default;
        if (text.Length <= SecondsEnd || text[DateLength] is not ('T' or 't'))
        {
            return Expected;
        }

        if (text[(SecondsEnd - 2)..SecondsEnd] == "60")
        {
            return $"{Expected}: a leap second is on no clock here";
        }

        int end = SecondsEnd;
        if (text[end] == '.')
        {
            do
            {
                end++;
            }
            while (end < text.Length && char.IsAsciiDigit(text[end]));
        }

        string digits = text[SecondsEnd..end].TrimStart('.');
        if (digits.Length > MostDigits || (end > SecondsEnd && digits.Length == 0)
            || !TryReadOffset(text[end..], out TimeSpan offset)
            || !DateTime.TryParseExact(
                text[..DateLength] + 'T' + text[(DateLength + 1)..SecondsEnd],
                "yyyy-MM-dd'T'HH:mm:ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out DateTime local))
        {
            return Expected;
        }

        string fraction = digits.PadRight(MostDigits, '0');
        if (fraction[KeptDigits..] != "00")
        {
            return $"{Expected}, in whole units of 100 nanoseconds: at most {KeptDigits} digits of a second but zeros";
        }

        long ticks = local.Ticks - offset.Ticks
            + long.Parse(fraction[..KeptDigits], NumberStyles.None, CultureInfo.InvariantCulture);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return Expected;
        }

        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return null;
    }

    /// <summary>Writes a time as protobuf's JSON mapping does, in as many digits of a second as it has.</summary>
    /// <param name="time">The time.</param>
    internal static string Write(DateTimeOffset time)
    {
        string seconds = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        string fraction = time.UtcDateTime.ToString("fffffff", CultureInfo.InvariantCulture) + "00";

        // Protobuf writes no digits, three, six or nine.
        int digits = fraction.TrimEnd('0').Length;
        digits = (digits + 2) / 3 * 3;
        return digits == 0 ? $"{seconds}Z" : $"{seconds}.{fraction[..digits]}Z";
    }

    private static bool TryReadOffset(string text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z" or "z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !int.TryParse(text.AsSpan(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            || !int.TryParse(text.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
            || hours > 23 || minutes > 59)
        {
            return false;
        }

        var size = new TimeSpan(hours, minutes, 0);
        offset = text[0] == '-' ? -size : size;
        return true;
    }
}
