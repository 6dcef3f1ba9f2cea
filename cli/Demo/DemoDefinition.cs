using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Candor.Market.Records;

namespace Candor.Cli.Demo;

/// <summary>The demo market's definition as an operator would write it: what the server and the validator know of
/// themselves is left to be filled in.</summary>
internal static class DemoDefinition
{
    /// <summary>The market's name.</summary>
    internal const string Market = "markets/hospitals";

    /// <summary>How many records make one unit of data size.</summary>
    internal const int RecordsPerUnit = 100;

    /// <summary>The currency of all payments.</summary>
    internal const string Currency = "EUR";

    /// <summary>The bad share of records that an audit must find, in millionths.</summary>
    internal const int BadSharePerMillion = 100_000;

    /// <summary>-log2 of the probability that it does not.</summary>
    internal const int SecurityBits = 20;

    // The market settles when the operator asks for it; the deadlines only have to be far enough away.
    private static readonly TimeSpan s_reportTime = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_commitTime = TimeSpan.FromHours(12);

    /// <summary>Writes the definition.</summary>
    /// <param name="operatorKey">The operator's public key, base64.</param>
    /// <param name="keys">The hospitals' public keys in roster order, base64.</param>
    /// <param name="records">What a record is.</param>
    /// <param name="validator">Where the validator listens.</param>
    /// <param name="now">The time.</param>
    /// <returns>JSON: protobuf's mapping of <c>candor.v1.MarketDefinition</c>, without log key and validator's
    /// key.</returns>
    internal static JsonObject Write(
        string operatorKey,
        ImmutableArray<string> keys,
        JsonNode records,
        string validator,
        DateTimeOffset now) => new()
        {
            ["version"] = 2,
            ["displayName"] = "Seven hospitals, one tumour model",
            ["operator"] = new JsonObject { ["id"] = "operator", ["publicKey"] = operatorKey },
            ["roster"] = new JsonArray([.. Hospitals.All.Zip(keys, EntryOf)]),
            ["recordsPerUnit"] = RecordsPerUnit,
            ["quality"] = new JsonObject { ["sigmoid"] = new JsonObject() },
            ["valuation"] = new JsonObject
            {
                ["linear"] = new JsonObject { ["rows"] = new JsonArray([.. Hospitals.Externalities.Select(Row)]) },
            },
            ["allocation"] = "ALLOCATION_RULE_EFFICIENT",
            ["payment"] = "PAYMENT_RULE_MEP",
            ["optOut"] = "OPT_OUT_RULE_EVERYONE",
            ["currency"] = Currency,
            ["commitmentDeadline"] = Time(now + s_commitTime),
            ["reportDeadline"] = Time(now + s_reportTime),
            ["validation"] = new JsonObject
            {
                ["records"] = records,
                ["validators"] = new JsonArray(new JsonObject { ["address"] = validator }),
                ["audit"] = new JsonObject
                {
                    ["badSharePerMillion"] = BadSharePerMillion,
                    ["securityBits"] = SecurityBits,
                },
                ["overlap"] = "OVERLAP_POLICY_REFUSE_LATER",
            },
        };

    /// <summary>A record format as a definition has it.</summary>
    /// <param name="format">The format; numbers and categories.</param>
    internal static JsonObject RecordsOf(RecordFormat format) =>
        new() { ["columns"] = new JsonArray([.. format.Columns.Select(ColumnOf)]) };

    private static JsonObject ColumnOf(RecordColumn column) => column switch
    {
        NumberColumn number => new JsonObject
        {
            ["name"] = column.Name,
            ["number"] = new JsonObject { ["minimum"] = number.Minimum },
        },
        CategoryColumn category => new JsonObject
        {
            ["name"] = column.Name,
            ["category"] = new JsonObject
            {
                ["values"] = new JsonArray([.. category.Values.Select(static value => JsonValue.Create(value))]),
            },
        },
        _ => throw new InvalidOperationException($"The sample has no column like '{column.Name}'."),
    };

    private static JsonObject EntryOf(Hospital hospital, string key) => new()
    {
        ["id"] = hospital.Id,
        ["displayName"] = hospital.Name,
        ["publicKey"] = key,
    };

    private static JsonObject Row(ImmutableArray<double> row) =>
        new() { ["values"] = new JsonArray([.. row.Select(static alpha => JsonValue.Create(alpha))]) };

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
