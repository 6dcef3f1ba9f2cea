using System.Text.Json;
using System.Text.Json.Serialization;
using Candor.Market.Records;
using Candor.Market.Records.Normalization;

namespace Candor.Client.Datasets;

/// <summary>The JSON form of a schema.</summary>
internal static class RecordFormatJson
{
    internal static RecordFormatFile Read(string json, string? path)
    {
        string where = path is null ? "The dataset schema" : $"The dataset schema '{path}'";
        try
        {
            SchemaDto dto = JsonSerializer.Deserialize(json, SchemaJsonContext.Default.SchemaDto)
                ?? throw new JsonException("it is 'null'; expected an object");

            // The serializer respects the annotations of members, not those of a list's elements.
            return dto.Columns.Any(static column => column is null)
                ? throw new JsonException("one of the columns is 'null'; expected an object")
                : new RecordFormatFile(dto.Columns.Select(ToColumn), dto.Header, SeparatorOf(dto.Separator));
        }
        catch (JsonException e)
        {
            throw new DatasetException(DatasetFault.SchemaInvalid, $"{where} is wrong: {Describe(e, json)}", e);
        }
        catch (DatasetException e) when (path is not null)
        {
            throw new DatasetException(DatasetFault.SchemaInvalid, $"'{path}': {e.Message}", e);
        }
    }

    internal static string Write(RecordFormatFile schema)
    {
        var columns = schema.Columns.Select(c => new ColumnDto(
            c.Name,
            c.Kind,
            c.Required,
            RangeEnd.Of(c.Minimum, c.ExactMinimum),
            RangeEnd.Of(c.Maximum, c.ExactMaximum),
            c.Values.Count == 0 ? null : c.Values,
            c.Pattern,
            c.MaxBytes == TextColumn.LongestText ? null : c.MaxBytes,
            c.Normalization is { } asked ? new(True(asked.Nfc), True(asked.CaseFold), True(asked.CollapseSpaces)) : null));
        var dto = new SchemaDto([.. columns], schema.HasHeader, schema.Separator.ToString());
        return JsonSerializer.Serialize(dto, SchemaJsonContext.Default.SchemaDto);
    }

    // What is not asked for is left out.
    private static bool? True(bool value) => value ? true : null;

    // Line and byte are counted from 0 by the reader, and from 1 by people and editors.
    private static string Describe(JsonException e, string json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return "there is nothing in it; expected JSON.";
        }

        string member = e.Path is null or "$" ? string.Empty : $", member '{e.Path}'";
        return e.LineNumber is null
            ? $"{e.Message}."
            : $"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}{member}: {InWords(e)}";
    }

    // The reader's own words name types of this assembly, which mean nothing to who writes the file.
    private static string InWords(JsonException e)
    {
        string message = e.Message;
        if (message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            return "there is no such member; a schema has header, separator and columns, and a column name, kind, "
                + "required, minimum, maximum, values, pattern, maxBytes and normalization, which has nfc, caseFold "
                + "and collapseSpaces.";
        }

        if (message.Contains("isFinalBlock", StringComparison.Ordinal))
        {
            return "the text ends here; expected an object in JSON.";
        }

        int lacks = message.IndexOf("was missing required properties including: ", StringComparison.Ordinal);
        if (lacks >= 0)
        {
            return $"it lacks {message[(message.IndexOf(": ", lacks, StringComparison.Ordinal) + 2)..]}";
        }

        if (e.Path?.EndsWith("].kind", StringComparison.Ordinal) == true)
        {
            return "the kind is unknown; expected number, integer, text or category.";
        }

        if (message.Contains("could not be converted to ", StringComparison.Ordinal))
        {
            return e.Path is null or "$"
                ? "the JSON is no schema; expected an object with columns, and header and separator where they are others "
                    + "than true and ','."
                : "the value is of another kind than the member takes.";
        }

        // A fault of the grammar: the reader's own words, and what they are about.
        int end = message.IndexOf(" Path:", StringComparison.Ordinal);
        return $"{(end < 0 ? message : message[..end]).TrimEnd('.')}; expected JSON.";
    }

    private static SchemaColumn ToColumn(ColumnDto dto) => new(dto.Name, dto.Kind)
    {
        Required = dto.Required,
        Minimum = dto.Minimum?.Value,
        Maximum = dto.Maximum?.Value,
        ExactMinimum = dto.Minimum?.Exact,
        ExactMaximum = dto.Maximum?.Exact,
        Values = dto.Values ?? [],
        Pattern = dto.Pattern,
        MaxBytes = dto.MaxBytes ?? TextColumn.LongestText,
        Normalization = dto.Normalization is not { } asked ? null : new TextNormalization
        {
            Nfc = asked.Nfc ?? false,
            CaseFold = asked.CaseFold ?? false,
            CollapseSpaces = asked.CollapseSpaces ?? false,
        },
    };

    private static char SeparatorOf(string separator) => separator.Length == 1
        ? separator[0]
        : throw new JsonException($"'separator' is '{separator}'; expected one character");
}

/// <summary>A schema as its JSON is laid out.</summary>
internal sealed record SchemaDto(IReadOnlyList<ColumnDto> Columns, bool Header = true, string Separator = ",");

/// <summary>A column as its JSON is laid out.</summary>
internal sealed record ColumnDto(
    string Name,
    SchemaColumnKind Kind,
    bool Required = true,
    RangeEnd? Minimum = null,
    RangeEnd? Maximum = null,
    IReadOnlyList<string>? Values = null,
    string? Pattern = null,
    int? MaxBytes = null,
    NormalizationDto? Normalization = null);

/// <summary>What a column asks for, as its JSON is laid out.</summary>
internal sealed record NormalizationDto(bool? Nfc = null, bool? CaseFold = null, bool? CollapseSpaces = null);

/// <summary>An end of a range: a double, and where it was written as an integer of 64 bits that integer too.</summary>
[JsonConverter(typeof(RangeEndConverter))]
internal readonly record struct RangeEnd(double Value, long? Exact)
{
    // A column that was copied with another end has that end alone.
    internal static RangeEnd? Of(double? value, long? exact) =>
        value is { } end ? new(end, exact == end ? exact : null) : null;
}

/// <summary>Reads and writes an end of a range as a JSON number.</summary>
internal sealed class RangeEndConverter : JsonConverter<RangeEnd>
{
    /// <inheritdoc/>
    /// <remarks>Minus zero plus zero is plus zero: the two are one end, and are written as one.</remarks>
    public override RangeEnd Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.Number ? throw new JsonException()
        : reader.TryGetInt64(out long exact) ? new(exact, exact)
        : new(reader.GetDouble() + 0.0, null);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RangeEnd value, JsonSerializerOptions options)
    {
        if (value.Exact is { } exact)
        {
            writer.WriteNumberValue(exact);
        }
        else
        {
            writer.WriteNumberValue(value.Value);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    AllowDuplicateProperties = false,
    WriteIndented = true,
    Converters = [typeof(ColumnKindConverter)])]
[JsonSerializable(typeof(SchemaDto))]
internal sealed partial class SchemaJsonContext : JsonSerializerContext;

/// <summary>Kinds are lower-case names; a number is not a kind.</summary>
internal sealed class ColumnKindConverter()
    : JsonStringEnumConverter<SchemaColumnKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
