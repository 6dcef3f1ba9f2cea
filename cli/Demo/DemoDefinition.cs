using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Candor.Market.Records;
using Candor.Training.Features;

namespace Candor.Cli.Demo;

/// <summary>The demo market's definition as an operator would write it: what the server and the validator know of
/// themselves is left to be filled in.</summary>
internal static class DemoDefinition
{
    /// <summary>The bad share of records that an audit must find, in millionths.</summary>
    internal const int BadSharePerMillion = 100_000;

    /// <summary>-log2 of the probability that it does not.</summary>
    internal const int SecurityBits = 20;

    /// <summary>How many companies have to contribute.</summary>
    internal const int MinContributors = 3;

    /// <summary>Projections of each block by which contributions are held to the audited records.</summary>
    internal const int Projections = 8;

    // The demo goes on as soon as all have answered; a slow machine is not to be taken for a silent company.
    private const int AnswerSeconds = 600;

    // The market settles when the operator asks for it; the deadlines only have to be far enough away.
    private static readonly TimeSpan s_reportTime = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_commitTime = TimeSpan.FromHours(12);

    /// <summary>Writes the definition.</summary>
    /// <param name="market">The market.</param>
    /// <param name="operatorKey">The operator's public key, base64.</param>
    /// <param name="keys">The companies' public keys in roster order, base64.</param>
    /// <param name="format">What a record is; numbers, whole numbers and categories.</param>
    /// <param name="curve">The fitted curve, with the records that are one unit.</param>
    /// <param name="validator">Where the validator listens.</param>
    /// <param name="now">The time.</param>
    /// <returns>JSON: protobuf's mapping of <c>candor.v1.MarketDefinition</c>, without log key and validator's
    /// key.</returns>
    internal static JsonObject Write(
        DemoMarket market,
        string operatorKey,
        ImmutableArray<string> keys,
        RecordFormat format,
        FittedSample curve,
        string validator,
        DateTimeOffset now) => new()
        {
            ["version"] = 3,
            ["displayName"] = market.DisplayName,
            ["operator"] = new JsonObject { ["id"] = "operator", ["publicKey"] = operatorKey },
            ["roster"] = new JsonArray([.. market.Companies.Zip(keys, EntryOf)]),
            ["recordsPerUnit"] = curve.RecordsPerUnit,
            ["quality"] = curve.Quality,
            ["valuation"] = new JsonObject
            {
                ["linear"] = new JsonObject { ["rows"] = new JsonArray([.. market.Externalities.Select(Row)]) },
            },
            ["allocation"] = "ALLOCATION_RULE_BEST_OR_NOTHING",
            ["payment"] = "PAYMENT_RULE_MEP",
            ["optOut"] = "OPT_OUT_RULE_EVERYONE",
            ["currency"] = DemoMarket.Currency,
            ["commitmentDeadline"] = Time(now + s_commitTime),
            ["reportDeadline"] = Time(now + s_reportTime),
            ["validation"] = new JsonObject
            {
                ["records"] = new JsonObject { ["columns"] = new JsonArray([.. format.Columns.Select(ColumnOf)]) },
                ["validators"] = new JsonArray(new JsonObject { ["address"] = validator }),
                ["audit"] = new JsonObject
                {
                    ["badSharePerMillion"] = BadSharePerMillion,
                    ["securityBits"] = SecurityBits,
                },
                ["overlap"] = "OVERLAP_POLICY_REFUSE_LATER",
            },
            ["training"] = new JsonObject
            {
                ["target"] = market.Target,
                ["features"] = new JsonArray(
                [
                    .. format.Columns.Where(column => column.Name != market.Target)
                        .Select(static column => JsonValue.Create(column.Name)),
                ]),
                ["map"] = new JsonObject
                {
                    // Without ramps nothing is drawn from the seed.
                    ["ramps"] = 0,
                    ["seed"] = Convert.ToBase64String(new byte[FeatureMap.SeedBytes]),
                },
                ["minContributors"] = MinContributors,
                ["projections"] = Projections,
                ["answerSeconds"] = AnswerSeconds,
            },
        };

    private static JsonObject ColumnOf(RecordColumn column) => column switch
    {
        NumberColumn number => new JsonObject
        {
            ["name"] = column.Name,
            ["number"] = new JsonObject { ["minimum"] = number.Minimum, ["maximum"] = number.Maximum },
        },
        IntegerColumn integer => new JsonObject
        {
            ["name"] = column.Name,
            ["integer"] = new JsonObject { ["minimum"] = integer.Minimum, ["maximum"] = integer.Maximum },
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

    private static JsonObject EntryOf(Company company, string key) => new()
    {
        ["id"] = company.Id,
        ["displayName"] = company.Name,
        ["publicKey"] = key,
    };

    private static JsonObject Row(ImmutableArray<double> row) =>
        new() { ["values"] = new JsonArray([.. row.Select(static alpha => JsonValue.Create(alpha))]) };

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
