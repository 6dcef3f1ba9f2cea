using System.Globalization;

namespace Candor.Market.Definitions;

/// <summary>Times as protobuf's JSON mapping writes them.</summary>
internal static class Rfc3339
{
    private static readonly string[] s_formats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads a time with its offset; one without would mean another moment on another machine.</summary>
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
}
