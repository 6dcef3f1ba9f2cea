using System.Globalization;
using System.Text.Json;

namespace Candor.Market.Json;

/// <summary>Finds what is well-formed JSON and yet no text. The framework looks at the escapes of a string only when
/// somebody asks for it, and then throws; a reader that has the place tells it instead.</summary>
internal static class JsonStrings
{
    /// <summary>Finds half a character in a whole document.</summary>
    /// <param name="root">The document.</param>
    /// <param name="json">Its text. Only an escape can make half a character: a definition of thousands, read at every
    /// start, has none and is not walked.</param>
    /// <returns>See <see cref="FindHalfCharacter"/>.</returns>
    internal static string? FindHalfCharacterOf(JsonElement root, string json) =>
        json.Contains(@"\ud", StringComparison.OrdinalIgnoreCase) ? FindHalfCharacter(root, string.Empty) : null;

    /// <summary>Finds the first name or string that escapes half a character, a surrogate without its other half.</summary>
    /// <param name="element">Where to look.</param>
    /// <param name="path">The element's path.</param>
    /// <returns>The path of the string, or of the object with the name; null where every string is text.</returns>
    internal static string? FindHalfCharacter(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.String => IsText(() => element.GetString()) ? null : path,
        JsonValueKind.Array => element.EnumerateArray()
            .Select((item, i) => FindHalfCharacter(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")))
            .FirstOrDefault(found => found is not null),
        JsonValueKind.Object => element.EnumerateObject()
            .Select(member => IsText(() => member.Name)
                ? FindHalfCharacter(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")
                : path)
            .FirstOrDefault(found => found is not null),
        _ => null,
    };

    private static bool IsText(Func<string?> read)
    {
        try
        {
            _ = read();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
