using System.Text.Json;
using System.Text.Json.Nodes;

namespace Candor.Market.Definitions;

/// <summary>Translates a definition that a person wrote in the dialect of scenario files into protobuf's JSON mapping
/// of <c>candor.v1.MarketDefinition</c>, which is what is signed, sent and stored. Numbers keep their text.</summary>
public static class DefinitionDialect
{
    private static readonly JsonDocumentOptions s_lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Translates what is in the dialect and leaves all else as it is, members in protobuf's mapping
    /// included.</summary>
    /// <param name="json">A definition in which <see cref="MarketDefinitionReader.TryReadWritten"/> finds no
    /// fault.</param>
    /// <returns>The definition in protobuf's mapping.</returns>
    /// <exception cref="ArgumentException">The text is not such a definition.</exception>
    public static string ToContract(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            JsonObject definition = JsonNode.Parse(json, documentOptions: s_lenient)!.AsObject();
            Replace(definition, "quality", ToCurve);
            Replace(definition, "valuation", ToValuation);
            Rename(definition, "allocation", RuleNames.Allocations);
            Rename(definition, "payment", RuleNames.Payments);
            Rename(definition, "optOut", RuleNames.OptOuts);
            Respell(definition, "commitmentDeadline");
            Respell(definition, "reportDeadline");
            return definition.ToJsonString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new ArgumentException("The text is not a market definition without faults.", nameof(json), e);
        }
    }

    private static void Replace(JsonObject definition, string member, Func<string, JsonObject, JsonNode> translate)
    {
        if (definition[member] is JsonObject value && value["kind"]?.GetValue<string>() is { } kind)
        {
            value.Remove("kind");
            definition[member] = new JsonObject { [kind] = translate(kind, value) };
        }
    }

    private static void Rename(JsonObject definition, string member, Dictionary<string, string> contract)
    {
        if (definition[member] is JsonValue value && value.TryGetValue(out string? given)
            && contract.SingleOrDefault(pair => JsonNamingPolicy.CamelCase.ConvertName(pair.Value) == given).Key is
            { } name)
        {
            definition[member] = name;
        }
    }

    // Protobuf's parser takes no lower-case letters and fewer offsets than RFC 3339.
    private static void Respell(JsonObject definition, string member)
    {
        if (definition[member] is JsonValue value && value.TryGetValue(out string? given)
            && Rfc3339.ReadWritten(given, out DateTimeOffset time) is null)
        {
            definition[member] = Rfc3339.Write(time);
        }
    }

    private static JsonNode ToCurve(string kind, JsonObject value)
    {
        if (kind == "table")
        {
            value["points"] = ToPoints(value["points"]!.AsArray(), "size", "quality");
        }

        return value.DeepClone();
    }

    private static JsonNode ToValuation(string kind, JsonObject value) => kind switch
    {
        "linear" => new JsonObject
        {
            ["rows"] = Map(value["alpha"]!, static row => new JsonObject { ["values"] = row.DeepClone() }),
        },
        "separable" => new JsonObject
        {
            ["own"] = Map(value["own"]!, ToValueCurve),
            ["effects"] = ToEffects(value["others"]!.AsArray()),
        },
        "table" => new JsonObject
        {
            ["sizes"] = value["sizes"]!.DeepClone(),
            ["tables"] = Map(
                value["values"]!, static table => new JsonObject { ["values"] = new JsonArray([.. Flatten(table)]) }),
        },
        _ => value.DeepClone(),
    };

    // Row by row: the last participant's size runs fastest, in nested arrays as in the contract.
    private static IEnumerable<JsonNode> Flatten(JsonNode table) =>
        table is JsonArray items ? items.SelectMany(static item => Flatten(item!)) : [table.DeepClone()];

    private static JsonArray ToEffects(JsonArray rows)
    {
        var effects = new JsonArray();
        for (int i = 0; i < rows.Count; i++)
        {
            JsonArray row = rows[i]!.AsArray();
            for (int j = 0; j < row.Count; j++)
            {
                if (row[j] is { } curve)
                {
                    effects.Add(new JsonObject { ["row"] = i, ["column"] = j, ["curve"] = ToValueCurve(curve) });
                }
            }
        }

        return effects;
    }

    private static JsonObject ToValueCurve(JsonNode points) =>
        new() { ["points"] = ToPoints(points.AsArray(), "quality", "value") };

    private static JsonArray ToPoints(JsonArray points, string first, string second) => Map(
        points,
        point => new JsonObject { [first] = point[0]!.DeepClone(), [second] = point[1]!.DeepClone() });

    private static JsonArray Map(JsonNode items, Func<JsonNode, JsonNode> translate) =>
        new([.. items.AsArray().Select(item => translate(item!))]);
}
