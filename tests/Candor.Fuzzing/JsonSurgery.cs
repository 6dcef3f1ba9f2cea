using System.Text.Json;

namespace Candor.Fuzzing;

/// <summary>Mutations of JSON that leave it well-formed, where blind ones mostly break its form: a value is replaced by
/// one of another kind, or of its own kind at a limit. In JSON lines one line is changed.</summary>
internal static class JsonSurgery
{
    private static readonly string[] s_values =
    [
        "null", "true", "0", "-1", "0.5", "1e400", "-0.0", "18446744073709551615", "18446744073709551616", "2147483648",
        "\"\"", "\" \"", "\"x\"", "\"AA==\"", "\"\\ud800\"", "\"\\u0000\"", "\"9999-12-31T23:59:59.9999999Z\"",
        "[]", "{}", "[null]", "[[]]", "{\"\":null}", "{\"a\":1,\"a\":2}", "{\"\\udc00\":1}",
        new string('[', 200) + new string(']', 200),
    ];

    /// <summary>Draws a mutation.</summary>
    /// <param name="random">Where from.</param>
    /// <param name="input">The input.</param>
    /// <returns>The mutated input; null where it is not JSON.</returns>
    internal static byte[]? Draw(Random random, byte[] input)
    {
        int start = 0;
        int end = input.Length;
        if (!TryFindValues(input, out List<Range> values))
        {
            (start, end) = LineAround(input, random.Next(input.Length + 1));
            if (!TryFindValues(input.AsSpan(start, end - start), out values))
            {
                return null;
            }
        }

        (int at, int length) = values[random.Next(values.Count)].GetOffsetAndLength(end - start);
        byte[] value = random.Next(4) == 0
            ? Twice(input.AsSpan(start + at, length))
            : System.Text.Encoding.UTF8.GetBytes(s_values[random.Next(s_values.Length)]);
        return [.. input[..(start + at)], .. value, .. input[(start + at + length)..]];
    }

    // An array with its elements twice, and so an object with each member twice; anything else in an array of two.
    private static byte[] Twice(ReadOnlySpan<byte> value)
    {
        bool hasElements = value.Length > 2 && value[0] is (byte)'[' or (byte)'{';
        return hasElements
            ? [.. value[..^1], (byte)',', .. value[1..]]
            : [(byte)'[', .. value, (byte)',', .. value, (byte)']'];
    }

    private static (int Start, int End) LineAround(byte[] input, int at)
    {
        int start = input.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        int length = input.AsSpan(start).IndexOf((byte)'\n');
        return (start, length < 0 ? input.Length : start + length);
    }

    private static bool TryFindValues(ReadOnlySpan<byte> json, out List<Range> values)
    {
        values = [];
        var open = new Stack<int>();
        try
        {
            var reader = new Utf8JsonReader(
                json, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            while (reader.Read())
            {
                int start = (int)reader.TokenStartIndex;
                int end = (int)reader.BytesConsumed;
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push(start);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        values.Add(open.Pop()..end);
                        break;
                    case not JsonTokenType.PropertyName:
                        values.Add(start..end);
                        break;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return values.Count > 0;
    }
}
