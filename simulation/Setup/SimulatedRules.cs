using System.Globalization;
using System.Text.Json.Nodes;
using Candor.Client;
using Candor.Commitments.Audits;
using Candor.Market.Definitions;

namespace Candor.Simulation.Setup;

/// <summary>What the simulated markets differ in.</summary>
/// <param name="Name">The market's name, <c>markets/{market}</c>.</param>
/// <param name="Audit">How sure an audit must be.</param>
/// <param name="Overlap">Whether records are compared, and what follows.</param>
/// <param name="Version">The version of the markets' rules.</param>
internal sealed record SimulatedRules(string Name, AuditPolicy Audit, OverlapPolicy Overlap, int Version)
{
    /// <summary>When every simulated market opens. The simulation has no clock: time passes where it says so.</summary>
    internal static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How many projections a block a market that trains asks for; null in markets that train nothing.</summary>
    internal int? Projections { get; init; }

    /// <summary>The definition as an operator writes it, in protobuf's JSON mapping.</summary>
    /// <param name="marketOperator">The operator's key.</param>
    /// <param name="validator">The validator's key.</param>
    /// <param name="roster">The participants' ids and keys.</param>
    internal JsonObject ToJson(
        SigningKey marketOperator, SigningKey validator, IReadOnlyList<(string Id, SigningKey Key)> roster)
    {
        var definition = new JsonObject
        {
            ["displayName"] = "Simulated hospitals",
            ["operator"] = new JsonObject { ["id"] = "operator", ["publicKey"] = marketOperator.PublicKey },
            ["roster"] = new JsonArray([.. roster.Select(static one => new JsonObject
            {
                ["id"] = one.Id,
                ["displayName"] = one.Id,
                ["publicKey"] = one.Key.PublicKey,
            })]),
            ["recordsPerUnit"] = 1000,
            ["quality"] = new JsonObject { ["sigmoid"] = new JsonObject() },
            ["valuation"] = new JsonObject { ["linear"] = new JsonObject { ["rows"] = Externalities(roster.Count) } },
            ["allocation"] = "ALLOCATION_RULE_EFFICIENT",
            ["payment"] = "PAYMENT_RULE_MEP",
            ["optOut"] = "OPT_OUT_RULE_EVERYONE",
            ["currency"] = "EUR",
            ["commitmentDeadline"] = Text(Start.AddDays(20)),
            ["reportDeadline"] = Text(Start.AddDays(30)),
            ["validation"] = new JsonObject
            {
                ["records"] = JsonNode.Parse(SyntheticRecords.Format),
                ["validators"] = new JsonArray(
                    new JsonObject { ["id"] = "validator", ["publicKey"] = validator.PublicKey }),
                ["audit"] = new JsonObject
                {
                    ["badSharePerMillion"] = Audit.BadSharePerMillion,
                    ["securityBits"] = Audit.SecurityBits,
                    ["answerSeconds"] = 600,
                },
                ["overlap"] = Overlap switch
                {
                    OverlapPolicy.RefuseLater => "OVERLAP_POLICY_REFUSE_LATER",
                    OverlapPolicy.CreditEarlier => "OVERLAP_POLICY_CREDIT_EARLIER",
                    _ => "OVERLAP_POLICY_UNSPECIFIED",
                },
            },
        };
        if (Projections is { } projections)
        {
            definition["validation"]!["records"] = JsonNode.Parse(SyntheticRecords.LabelledFormat);
            definition["validation"]!["maxRecords"] = SyntheticRecords.Most;
            definition["training"] = new JsonObject
            {
                ["target"] = "outcome",
                ["features"] = new JsonArray("age", "marker"),
                ["map"] = new JsonObject { ["ramps"] = 0, ["seed"] = Convert.ToBase64String(new byte[32]) },
                ["projections"] = projections,
            };
        }

        if (Version > 1)
        {
            // A definition of version 1 does not say so.
            definition["version"] = Version;
        }

        return definition;
    }

    private static string Text(DateTimeOffset time) =>
        time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    // A participant's own quality is worth 1 to it and costs every other a little.
    private static JsonArray Externalities(int count) => new([.. Enumerable.Range(0, count).Select(i => new JsonObject
    {
        ["values"] = new JsonArray([.. Enumerable.Range(0, count).Select(j => (JsonNode)(i == j ? 1.0 : -0.001))]),
    })]);
}
