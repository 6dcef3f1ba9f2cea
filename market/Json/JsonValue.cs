using System.Globalization;
using System.Text.Json;

namespace Candor.Market.Json;

/// <summary>
/// A value of a JSON document that knows its path. What does not fit is added to the document's faults, so that one
/// reading finds every fault; a reader then returns null and goes on.
/// </summary>
public readonly struct JsonValue
{
    private const int LongestShown = 40;

    private readonly JsonElement _element;

    private JsonValue(JsonElement element, string path, JsonFaults faults)
    {
        _element = element;
        Path = path;
        Faults = faults;
    }

    /// <summary>The path from the document's root, such as <c>valuation.alpha[1][0]</c>; empty for the root.</summary>
    public string Path { get; }

    /// <summary>Where faults are collected.</summary>
    public JsonFaults Faults { get; }

    /// <summary>Whether the value is JSON's null.</summary>
    public bool IsNull => _element.ValueKind == JsonValueKind.Null;

    /// <summary>Whether the value is an array.</summary>
    public bool IsArray => _element.ValueKind == JsonValueKind.Array;

    /// <summary>Parses a document; comments and trailing commas are allowed.</summary>
    /// <param name="json">The text.</param>
    /// <param name="faults">Receives the fault of a malformed document, with line and column.</param>
    /// <returns>The root, or null when the text is not JSON.</returns>
    public static JsonValue? Parse(string json, JsonFaults faults)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(faults);
        var options = new JsonDocumentOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
        };
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, options);
            if (JsonStrings.FindHalfCharacterOf(document.RootElement, json) is { } path)
            {
                faults.Add(path, "half a character (an escaped surrogate without its other half)", "text");
                return null;
            }

            return new JsonValue(document.RootElement.Clone(), string.Empty, faults);
        }
        catch (JsonException malformed)
        {
            if (string.IsNullOrWhiteSpace(json))
            {
                faults.Add(string.Empty, "nothing", "well-formed JSON");
                return null;
            }

            (int line, int column) = JsonPosition.Of(json, malformed);
            string found = string.Create(
                CultureInfo.InvariantCulture, $"malformed JSON at line {line}, column {column}");
            faults.Add(string.Empty, found, JsonPosition.Reason(malformed));
            return null;
        }
    }

    /// <summary>Adds a fault about this value.</summary>
    /// <param name="expected">What was expected.</param>
    /// <param name="found">What was found; the value's own text when left out.</param>
    public void AddFault(string expected, string? found = null) => Faults.Add(Path, found ?? Describe(), expected);

    /// <summary>
    /// Reads an object. Members nobody asks for are faults once <see cref="JsonMembers.Finish"/> is called.
    /// </summary>
    /// <param name="expected">What the object is, for the fault when it is something else: "a quality curve".</param>
    public JsonMembers? Members(string expected = "an object")
    {
        if (_element.ValueKind != JsonValueKind.Object)
        {
            AddFault(expected == "an object" ? expected : $"{expected} (an object)");
            return null;
        }

        var members = new Dictionary<string, JsonValue>(StringComparer.Ordinal);
        foreach (JsonProperty property in _element.EnumerateObject())
        {
            string path = Path.Length == 0 ? property.Name : $"{Path}.{property.Name}";
            var member = new JsonValue(property.Value, path, Faults);
            if (!members.TryAdd(property.Name, member))
            {
                member.AddFault("each member once", "the member a second time");
            }
        }

        return new JsonMembers(this, members);
    }

    /// <summary>Reads an array's items.</summary>
    /// <param name="expected">What the array is, for the fault when it is something else: "an array of numbers".</param>
    public IReadOnlyList<JsonValue>? Items(string expected = "an array")
    {
        if (_element.ValueKind != JsonValueKind.Array)
        {
            AddFault(expected);
            return null;
        }

        var items = new List<JsonValue>(_element.GetArrayLength());
        foreach (JsonElement item in _element.EnumerateArray())
        {
            items.Add(new JsonValue(item, $"{Path}[{items.Count}]", Faults));
        }

        return items;
    }

    /// <summary>Reads a finite number; a number in quotes, as proto JSON writes 64-bit integers, is one too.</summary>
    /// <param name="expected">What the number is.</param>
    public double? Number(string expected = "a finite number")
    {
        double value;
        bool isNumber = _element.ValueKind switch
        {
            JsonValueKind.Number => _element.TryGetDouble(out value),
            JsonValueKind.String => TryParse(_element.GetString()!, out value),
            _ => Fails(out value),
        };
        if (isNumber && double.IsFinite(value))
        {
            return value;
        }

        AddFault(expected);
        return null;
    }

    /// <summary>Reads a whole number.</summary>
    /// <param name="least">The least accepted.</param>
    /// <param name="most">The most accepted.</param>
    public long? WholeNumber(long least, long most)
    {
        string expected = string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");
        if (Number(expected) is not double value)
        {
            return null;
        }

        // Doubles beyond 2^53 no longer name one integer each.
        if (value != Math.Floor(value) || Math.Abs(value) > 1L << 53 || value < least || value > most)
        {
            AddFault(expected);
            return null;
        }

        return (long)value;
    }

    /// <summary>Reads true or false.</summary>
    public bool? Boolean()
    {
        if (_element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return _element.GetBoolean();
        }

        AddFault("true or false");
        return null;
    }

    /// <summary>Reads a string.</summary>
    /// <param name="expected">What the string is.</param>
    public string? Text(string expected = "a string")
    {
        if (_element.ValueKind == JsonValueKind.String)
        {
            return _element.GetString();
        }

        AddFault(expected);
        return null;
    }

    /// <summary>Reads one of several names.</summary>
    /// <typeparam name="T">What the names stand for.</typeparam>
    /// <param name="choices">The names, exactly as they are to be written, and what they stand for.</param>
    public T? Choice<T>(IReadOnlyDictionary<string, T> choices)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (_element.ValueKind == JsonValueKind.String && choices.TryGetValue(_element.GetString()!, out T? chosen))
        {
            return chosen;
        }

        AddFault("one of " + string.Join(", ", choices.Keys));
        return null;
    }

    /// <summary>Reads an enumeration's value by its name in camelCase.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    public T? Enumeration<T>()
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (_element.ValueKind == JsonValueKind.String && _element.GetString() == CamelCase(value.ToString()))
            {
                return value;
            }
        }

        AddFault("one of " + string.Join(", ", Enum.GetNames<T>().Select(CamelCase)));
        return null;
    }

    /// <summary>The value as a fault shows it: its text, cut when long, or what kind of thing it is.</summary>
    public string Describe() => _element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => string.Create(CultureInfo.InvariantCulture, $"an array of {_element.GetArrayLength()}"),
        _ => Shorten(_element.GetRawText()),
    };

    private static string Shorten(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";

    private static string CamelCase(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    private static bool Fails(out double value)
    {
        value = double.NaN;
        return false;
    }

    private static bool TryParse(string text, out double value)
    {
        const NumberStyles Style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return WrittenNumber.TryParse(text, Style, out value);
    }
}
