using System.Text.Json.Nodes;

namespace Candor.Tests.Shared;

/// <summary>Definitions of small markets that train, as JSON in protobuf's mapping: four members, three number features, one
/// category, two classes. φ has 7 entries, so the members other than the largest need 14 records.</summary>
internal static class TrainingMarkets
{
    /// <summary>The member ids, in roster order.</summary>
    internal static readonly string[] Members = ["ash", "birch", "cedar", "dogwood"];

    /// <summary>The columns, in the order of a record: id (a text), age, weight, visits (optional), ward, outcome.</summary>
    internal const string Records = """
        {"columns": [
          {"name": "id", "text": {}},
          {"name": "age", "number": {"minimum": 0, "maximum": 100}},
          {"name": "weight", "number": {"minimum": 0, "maximum": 200}},
          {"name": "visits", "optional": true, "integer": {"minimum": "0", "maximum": "50"}},
          {"name": "ward", "category": {"values": ["a", "b"]}},
          {"name": "outcome", "category": {"values": ["well", "ill"]}}
        ]}
        """;

    /// <summary>A market that nobody audits: <c>training.records</c> says what a record is.</summary>
    /// <param name="operatorKey">The operator's public key: SubjectPublicKeyInfo in DER, in base64.</param>
    /// <param name="memberKeys">The members' public keys, four of them, in base64.</param>
    internal static JsonObject Unaudited(string operatorKey, params string[] memberKeys)
    {
        JsonObject definition = Rules(operatorKey, memberKeys);
        definition["training"]!["records"] = JsonNode.Parse(Records);
        definition["training"]!["maxRecords"] = 10_000;
        return definition;
    }

    /// <summary>A market in which one validator, <c>auditor</c>, audits commitments.</summary>
    /// <param name="operatorKey">The operator's public key: SubjectPublicKeyInfo in DER, in base64.</param>
    /// <param name="validatorKey">The validator's public key.</param>
    /// <param name="memberKeys">The members' public keys, four of them, in base64.</param>
    internal static JsonObject Audited(
        string operatorKey, string validatorKey, params string[] memberKeys)
    {
        JsonObject definition = Rules(operatorKey, memberKeys);
        definition["validation"] = new JsonObject
        {
            ["records"] = JsonNode.Parse(Records),
            ["validators"] = new JsonArray(new JsonObject { ["id"] = "auditor", ["publicKey"] = validatorKey }),
            ["maxRecords"] = 10_000,
        };
        return definition;
    }

    private static JsonObject Rules(string operatorKey, string[] memberKeys) => new()
    {
        ["version"] = 3,
        ["displayName"] = "Four clinics",
        ["operator"] = new JsonObject { ["id"] = "operator", ["publicKey"] = operatorKey },
        ["roster"] = new JsonArray(
            [.. Members.Zip(memberKeys, static (id, key) =>
                new JsonObject { ["id"] = id, ["displayName"] = $"Clinic {id}", ["publicKey"] = key })]),
        ["recordsPerUnit"] = 100,
        ["quality"] = new JsonObject { ["sigmoid"] = new JsonObject() },
        ["valuation"] = JsonNode.Parse("""
            {"linear": {"rows": [
              {"values": [1, -0.1, -0.1, -0.1]}, {"values": [-0.1, 1, -0.1, -0.1]},
              {"values": [-0.1, -0.1, 1, -0.1]}, {"values": [-0.1, -0.1, -0.1, 1]}]}}
            """),
        ["allocation"] = "ALLOCATION_RULE_EFFICIENT",
        ["payment"] = "PAYMENT_RULE_MEP",
        ["currency"] = "EUR",
        ["reportDeadline"] = "2030-01-31T12:00:00Z",
        ["training"] = new JsonObject
        {
            ["target"] = "outcome",
            ["features"] = new JsonArray("age", "weight", "visits", "ward"),
            ["map"] = new JsonObject { ["ramps"] = 0, ["seed"] = Convert.ToBase64String(new byte[32]) },
        },
    };
}
