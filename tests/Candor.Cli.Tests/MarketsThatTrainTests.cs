using System.Globalization;
using System.Text.Json.Nodes;
using Candor.Cli.Tests.Harness;
using Candor.Client;

namespace Candor.Cli.Tests;

/// <summary>A market that trains and that nobody audits, as its operator creates it and others look at it: its
/// <c>training</c> says what a record is.</summary>
[Trait("Category", "Slow")]
public sealed class MarketsThatTrainTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Line =
        "\n  training      one model of 'outcome' from 4 columns; at least 3 have to contribute, each step within 60 s\n";

    [Fact]
    public async Task Market_ThatTrains_ShowsWhatAndSaysWhatARecordIs()
    {
        string definition = server.Folder.Write("clinics.json", Definition().ToJsonString());
        string data = server.Folder.Write(
            "patients.csv",
            "id,age,weight,visits,ward,outcome\nx1,70,80,,a,ill\nx2,41,66,3,b,well\nx2,41,66,3,b,well\nx3,141,66,3,b,well\n");

        Finished created = await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);
        Assert.True(created.ExitCode == 0, created.Error);
        Assert.Contains(Line, created.Out, StringComparison.Ordinal);
        Finished shown = await server.RunAsync("market", "show", "clinics", "--key", server.OperatorKey);
        Assert.True(shown.ExitCode == 0, shown.Error);
        Assert.Contains(Line, shown.Out, StringComparison.Ordinal);

        Finished byMarket = await server.RunAsync(
            "data", "check", data, "--market", "clinics", "--key", server.OperatorKey);
        Finished byFile = await CandorProcess.RunAsync("data", "check", data, "--definition", definition);
        Assert.StartsWith($"{data}: 2 records of 4 rows ", byMarket.Out, StringComparison.Ordinal);
        Assert.Equal(byMarket.Out, byFile.Out);
    }

    [Fact]
    public async Task Join_MarketThatTrains_ReadsTheFileByTheMarketsRules()
    {
        string definition = server.Folder.Write("wards.json", Definition(server.Folder.File("north.json")).ToJsonString());
        Assert.Equal(0, (await server.RunAsync("market", "create", definition, "--key", server.OperatorKey)).ExitCode);
        string[] join =
        [
            "join", "wards", "--as", "ash", "--key", server.Folder.File("north.pem"), "--data", server.Folder.File("data.csv"),
            "--server", server.Address, .. server.Kept("wards", "ash"),
        ];

        Finished byRules = await CandorProcess.RunAsync(join);
        Finished bySchema = await CandorProcess.RunAsync([.. join, "--schema", server.Folder.File("schema.json")]);

        Assert.Contains("names none of the columns 'id'", byRules.RefusalLine(), StringComparison.Ordinal);
        Assert.EndsWith(
            ": has no use here; markets/wards trains, and its rules say what a record is; expected no --schema",
            bySchema.RefusalLine(),
            StringComparison.Ordinal);
    }

    private JsonObject Definition(string? ash = null)
    {
        string[] members = [.. TrainingMarkets.Members.Select(_ =>
        {
            using SigningKey key = SigningKey.Create();
            return key.PublicKey;
        })];
        members[0] = ash is null ? members[0] : PublicKeyOf(ash);
        JsonObject definition = TrainingMarkets.Unaudited(PublicKeyOf(server.Folder.File("operator.json")), members);
        definition["reportDeadline"] = DateTime.UtcNow.AddDays(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return definition;
    }

    private static string PublicKeyOf(string file) =>
        JsonNode.Parse(File.ReadAllText(file))!["publicKey"]!.GetValue<string>();
}
