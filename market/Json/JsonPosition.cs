using System.Text;
using System.Text.Json;

namespace Candor.Market.Json;

/// <summary>Turns the parser's byte positions into the lines and columns an editor shows, both from 1.</summary>
internal static class JsonPosition
{
    /// <summary>Where a document is malformed.</summary>
    /// <param name="json">The document.</param>
    /// <param name="malformed">The parser's error.</param>
    public static (int Line, int Column) Of(string json, JsonException malformed)
    {
        int line = (int)(malformed.LineNumber ?? 0);
        int bytes = (int)(malformed.BytePositionInLine ?? 0);
        string[] lines = json.Split('\n');
        if (line >= lines.Length)
        {
            return (line + 1, bytes + 1);
        }

        int column = 0;
        foreach (Rune rune in lines[line].EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
            {
                break;
            }

            column += rune.Utf16SequenceLength;
        }

        return (line + 1, column + 1);
    }

    /// <summary>What the parser missed, without the position it repeats at the end of its message.</summary>
    /// <param name="malformed">The parser's error.</param>
    public static string Reason(JsonException malformed)
    {
        string message = malformed.Message;
        int position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string reason = (position < 0 ? message : message[..position]).TrimEnd('.');

        // How the parser is fed is its caller's affair, and nothing that who wrote the document can put right.
        return $"well-formed JSON ({reason.Replace(", when isFinalBlock is true", string.Empty, StringComparison.Ordinal)})";
    }
}
