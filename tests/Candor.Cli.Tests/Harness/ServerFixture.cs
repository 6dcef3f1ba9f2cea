using System.Text.Json;

namespace Candor.Cli.Tests.Harness;

/// <summary>A server of the built program, with keys and a definition for two companies.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private CandorProcess? _server;

    public TemporaryFolder Folder { get; } = new();

    public string Address { get; private set; } = string.Empty;

    public string OperatorKey => Folder.File("operator.pem");

    /// <summary>The arguments of a company that joins a market.</summary>
    public string[] Join(string market, string participant, params string[] more) =>
    [
        "join", market, "--as", participant, "--key", Folder.File($"{participant}.pem"), "--data",
        Folder.File("data.csv"), "--schema", Folder.File("schema.json"), "--server", Address,
        .. Kept(market, participant), .. more,
    ];

    /// <summary>Where a company keeps its receipt and its checkpoints: in this test's folder.</summary>
    public string[] Kept(string market, string participant)
    {
        string name = $"{market.Split('/')[^1]}-{participant}";
        return ["--receipt", Folder.File($"{name}.receipt"), "--checkpoints", Folder.File($"{name}.checkpoints")];
    }

    public Task<Finished> RunAsync(params string[] args) => CandorProcess.RunAsync([.. args, "--server", Address]);

    /// <summary>Writes a definition for the companies north and south, of version 1 unless told otherwise.</summary>
    public string WriteDefinition(
        string name,
        string alpha = """{ "values": [100, -10] }, { "values": [-10, 100] }""",
        string version = "\"version\": 1,") =>
        Folder.Write(name, $$"""
            {
              // Two companies that compete a little.
              {{version}}
              "displayName": "Two companies",
              "operator": { "id": "op", "publicKey": "{{PublicKey("operator")}}" },
              "roster": [
                { "id": "north", "displayName": "North", "publicKey": "{{PublicKey("north")}}" },
                { "id": "south", "displayName": "South", "publicKey": "{{PublicKey("south")}}" },
              ],
              "recordsPerUnit": 2,
              "quality": { "sigmoid": {} },
              "valuation": { "linear": { "rows": [{{alpha}}] } },
              "allocation": "ALLOCATION_RULE_EFFICIENT",
              "payment": "PAYMENT_RULE_MEP",
              "currency": "EUR",
              "reportDeadline": "{{DateTime.UtcNow.AddDays(1):yyyy-MM-ddTHH:mm:ssZ}}",
            }
            """);

    public async Task InitializeAsync()
    {
        foreach (string name in new[] { "operator", "north", "south" })
        {
            Finished made = await CandorProcess.RunAsync("keygen", "--out", Folder.File($"{name}.pem"), "--json");
            Folder.Write($"{name}.json", made.Out);
        }

        Folder.Write("schema.json", """{ "columns": [{ "name": "a", "kind": "number" }] }""");
        Folder.Write("data.csv", "a\n1\n2\n3\nx\n3\n");
        _server = CandorProcess.Start(
            "serve", "--listen", "http://127.0.0.1:0", "--database", Folder.File("candor.db"));
        string line = await _server.LineAsync(
            static text => text.StartsWith("listening on ", StringComparison.Ordinal));
        Address = line["listening on ".Length..];
    }

    public async Task DisposeAsync()
    {
        await _server!.SignalAsync("TERM");
        Finished ended = await _server.FinishAsync();
        await _server.DisposeAsync();
        Folder.Dispose();
        Assert.Equal(0, ended.ExitCode);
    }

    private string PublicKey(string name)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Folder.File($"{name}.json")));
        return json.RootElement.GetProperty("publicKey").GetString()!;
    }
}
