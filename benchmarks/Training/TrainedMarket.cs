using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Candor.Client;

namespace Candor.Benchmarks.Training;

/// <summary>A market of holders of handwritten digits that trains, with an audit at its defaults: keys and files of all in one
/// folder. The first members hold the most; the others share out what is left.</summary>
internal sealed class TrainedMarket : IDisposable
{
    /// <summary>The market's id.</summary>
    internal const string Id = "digits";

    private readonly SigningKey _operator = SigningKey.Create();
    private readonly SigningKey[] _keys;
    private readonly string _folder;
    private readonly int _ramps;

    /// <summary>Writes a key and a file for each member.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="shares">The records of each member; 1,797 together at most.</param>
    /// <param name="ramps">Ramps of the feature map.</param>
    internal TrainedMarket(string folder, IReadOnlyList<int> shares, int ramps)
    {
        (_folder, _ramps) = (folder, ramps);
        _keys = [.. shares.Select(_ => SigningKey.Create())];
        string[] rows = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "data", "digits.csv"));
        string header = string.Join(',', Columns().Select(static column => (string)column["name"]!));
        int taken = 0;
        for (int i = 0; i < shares.Count; i++)
        {
            _keys[i].Save(KeyPathOf(folder, IdOf(i)));
            File.WriteAllLines(FileOf(folder, IdOf(i)), [header, .. rows[taken..(taken + shares[i])]]);
            taken += shares[i];
        }
    }

    /// <summary>The key of the first member, who may read the whole transcript.</summary>
    internal SigningKey Reader => _keys[0];

    /// <summary>The ids of the members.</summary>
    internal IEnumerable<string> Members => Enumerable.Range(0, _keys.Length).Select(IdOf);

    /// <summary>The features: 1, 64 columns, and the ramps.</summary>
    internal int Features => 65 + _ramps;

    /// <summary>P, the coordinates of the statistics of ten classes.</summary>
    internal int Coordinates => (Features * (Features + 1) / 2) + (Features * 9);

    /// <summary>Where a member's key is.</summary>
    internal static string KeyPathOf(string folder, string member) => Path.Combine(folder, member + ".pem");

    /// <summary>Where a member's records are.</summary>
    internal static string FileOf(string folder, string member) => Path.Combine(folder, member + ".csv");

    /// <summary>Creates the market.</summary>
    /// <param name="client">The server.</param>
    internal async Task CreateAsync(CandorClient client)
    {
        string validator = (await client.GetValidatorAsync()).PublicKey;
        await client.GetOperatorHandle(Id, _operator)
            .CreateMarketAsync(MarketDefinitionFile.Parse(Define(validator).ToJsonString()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _operator.Dispose();
        Array.ForEach(_keys, static key => key.Dispose());
    }

    private static string IdOf(int member) => string.Create(CultureInfo.InvariantCulture, $"member-{member:D2}");

    private static IEnumerable<JsonObject> Columns() =>
    [
        .. Enumerable.Range(0, 64).Select(static pixel => new JsonObject
        {
            ["name"] = string.Create(CultureInfo.InvariantCulture, $"p{pixel:D2}"),
            ["integer"] = new JsonObject { ["minimum"] = "0", ["maximum"] = "16" },
        }),
        new JsonObject
        {
            ["name"] = "digit",
            ["category"] = new JsonObject
            {
                ["values"] = new JsonArray(
                    [.. Enumerable.Range(0, 10).Select(static i => (JsonNode)i.ToString(CultureInfo.InvariantCulture))]),
            },
        },
    ];

    private JsonObject Define(string validator) => new()
    {
        ["version"] = 3,
        ["displayName"] = "Holders of handwritten digits",
        ["operator"] = new JsonObject { ["id"] = "operator", ["publicKey"] = _operator.PublicKey },
        ["roster"] = new JsonArray(
        [
            .. _keys.Select(static (key, i) => new JsonObject
            {
                ["id"] = IdOf(i), ["displayName"] = IdOf(i), ["publicKey"] = key.PublicKey,
            }),
        ]),
        ["recordsPerUnit"] = 100,
        ["quality"] = new JsonObject { ["sigmoid"] = new JsonObject() },
        ["valuation"] = new JsonObject
        {
            ["linear"] = new JsonObject
            {
                ["rows"] = new JsonArray([.. Enumerable.Range(0, _keys.Length).Select(row => new JsonObject
                {
                    ["values"] = new JsonArray(
                        [.. Enumerable.Range(0, _keys.Length).Select(column => (JsonNode)(row == column ? 1.0 : -0.01))]),
                })]),
            },
        },
        ["allocation"] = "ALLOCATION_RULE_BEST_OR_NOTHING",
        ["payment"] = "PAYMENT_RULE_MEP",
        ["currency"] = "EUR",
        ["reportDeadline"] = DateTimeOffset.UtcNow.AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["validation"] = new JsonObject
        {
            ["records"] = new JsonObject { ["columns"] = new JsonArray([.. Columns()]) },
            ["validators"] = new JsonArray(new JsonObject { ["id"] = "auditor", ["publicKey"] = validator }),
        },
        ["training"] = new JsonObject
        {
            ["target"] = "digit",
            ["features"] = new JsonArray([.. Columns().SkipLast(1).Select(static column => (JsonNode)(string)column["name"]!)]),
            ["map"] = new JsonObject
            {
                ["ramps"] = _ramps,
                ["seed"] = Convert.ToBase64String(SHA256.HashData("benchmark"u8)),
            },

            // Nobody is silent here; a loaded machine is only slow.
            ["answerSeconds"] = 3600,
        },
    };
}
