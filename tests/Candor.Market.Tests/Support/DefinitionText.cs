using System.Text.Json.Nodes;

namespace Candor.Market.Tests.Support;

/// <summary>Market definitions as JSON that tests change one member of.</summary>
internal static class DefinitionText
{
    internal static JsonObject For(TestKey marketOperator, params TestKey[] participants) => new()
    {
        ["displayName"] = "Hospitals",
        ["operator"] = new JsonObject { ["id"] = "operator", ["publicKey"] = marketOperator.Base64 },
        ["roster"] = new JsonArray([.. participants.Select((key, i) => new JsonObject
        {
            ["id"] = $"p{i}",
            ["displayName"] = $"Participant {i}",
            ["publicKey"] = key.Base64,
        })]),
        ["recordsPerUnit"] = 100,
        ["quality"] = new JsonObject { ["sigmoid"] = new JsonObject() },
        ["valuation"] = new JsonObject { ["linear"] = new JsonObject { ["rows"] = Rows(participants.Length) } },
        ["allocation"] = "ALLOCATION_RULE_EFFICIENT",
        ["payment"] = "PAYMENT_RULE_MEP",
        ["optOut"] = "OPT_OUT_RULE_EVERYONE",
        ["currency"] = "EUR",
        ["reportDeadline"] = "2030-01-31T12:00:00Z",
    };

    // A participant's own quality is worth 1 to it and costs every other 0.1.
    private static JsonArray Rows(int count) => new([.. Enumerable.Range(0, count).Select(i => new JsonObject
    {
        ["values"] = new JsonArray([.. Enumerable.Range(0, count).Select(j => (JsonNode)(i == j ? 1.0 : -0.1))]),
    })]);
}
