using System.Text.Json;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class DesirableTests
{
    private const string Beyond = """
        { "quality": { "kind": "linear" }, "valuation": { "kind": "growth", "alpha": -0.7 }, "types": [1, 1],
          "grid": { "unit": 1, "max": 39 } }
        """;

    [Fact]
    public async Task Desirable_GrowingMarket_ExistsOnItsGrid()
    {
        Finished run = await CandorProcess.RunAsync("desirable", "samples/scenarios/growing-market.json");
        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.StartsWith("A desirable mechanism exists on the grid", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Desirable_BeyondTheBoundary_TellsTheChain()
    {
        using var folder = new TemporaryFolder();
        Finished run = await CandorProcess.RunAsync("desirable", folder.Write("s.json", Beyond), "--json");
        Assert.Equal(0, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(run.Out);
        Assert.False(json.RootElement.GetProperty("exists").GetBoolean());
        Assert.True(json.RootElement.GetProperty("worstSum").GetDouble() < 0);
        Assert.Equal([0, 39],
            json.RootElement.GetProperty("worstProfile").EnumerateArray().Select(static x => x.GetDouble()));
        Assert.Contains(
            "one of size 39 would report 23, one of size 23 would report 14",
            json.RootElement.GetProperty("chain")[1].GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Desirable_AllocationThatIsNotEfficient_SaysSoInWordsAndJson()
    {
        const string Case = "cases/verdicts/desirable-but-not-efficient.json";
        Finished words = await CandorProcess.RunAsync("desirable", Case);
        Assert.StartsWith(
            "No desirable mechanism: IC, IR and balanced payments exist; the allocation is not efficient.\n",
            words.Out,
            StringComparison.Ordinal);
        Assert.Contains(
            "efficient      no: at (0, 3) welfare is 1.35772; qualities (0.905148, 0.905148) would make it 2.71544\n",
            words.Out,
            StringComparison.Ordinal);
        Finished run = await CandorProcess.RunAsync("desirable", Case, "--json");
        using JsonDocument json = JsonDocument.Parse(run.Out);
        Assert.False(json.RootElement.GetProperty("exists").GetBoolean());
        Assert.True(json.RootElement.GetProperty("paymentsExist").GetBoolean());
        Assert.False(json.RootElement.GetProperty("efficient").GetBoolean());
        Assert.Equal("exhaustiveOnGrid", json.RootElement.GetProperty("evidence").GetString());
    }

    [Theory]
    [InlineData("desirable-overflow-wrong")]
    [InlineData("desirable-overflow2")]
    [InlineData("desirable-crash")]
    public async Task Desirable_NumbersThatOverflow_AreRefused(string name)
    {
        string path = $"cases/verdicts/{name}.json";
        Finished run = await CandorProcess.RunAsync("desirable", path);
        string line = run.RefusalLine();
        Assert.StartsWith($"{path}: The valuation", line, StringComparison.Ordinal);
        Assert.EndsWith("; a finite number was expected.", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merge_PartsOfAnAllocationThatIsNotEfficient_PrintsWhatOneMachineWould()
    {
        using var folder = new TemporaryFolder();
        const string Case = "cases/verdicts/desirable-but-not-efficient.json";
        Finished whole = await CandorProcess.RunAsync("desirable", Case, "--json");
        string[] parts = [folder.File("1.json"), folder.File("2.json")];
        await CandorProcess.RunAsync("desirable", Case, "--shard", "1/2", "--out", parts[0]);
        await CandorProcess.RunAsync("desirable", Case, "--shard", "2/2", "--out", parts[1]);
        Finished merged = await CandorProcess.RunAsync(["desirable", "merge", .. parts, "--json"]);
        Assert.Equal((0, whole.Out), (merged.ExitCode, merged.Out));
    }

    [Fact]
    public async Task Merge_PartOfAnEarlierVersion_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        string part = folder.Write("old.json", """
            { "shard": 1, "shards": 1, "profiles": 16, "holds": true, "worstSum": 0, "worstSteps": [0, 0], "scenario": "{}" }
            """);
        Finished run = await CandorProcess.RunAsync("desirable", "merge", part);
        Assert.StartsWith($"{part}: evidence: found nothing, expected", run.RefusalLine(), StringComparison.Ordinal);
        Assert.Contains("an earlier version wrote has to be made again", run.RefusalLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merge_AllShards_PrintsWhatOneMachineWould()
    {
        using var folder = new TemporaryFolder();
        string scenario = folder.Write("s.json", Beyond);
        Finished whole = await CandorProcess.RunAsync("desirable", scenario, "--json");
        string[] parts = [.. Enumerable.Range(1, 3).Select(i => folder.File($"part-{i}.json"))];
        for (int i = 1; i <= parts.Length; i++)
        {
            Finished part =
                await CandorProcess.RunAsync("desirable", scenario, "--shard", $"{i}/3", "--out", parts[i - 1]);
            Assert.Equal((0, string.Empty), (part.ExitCode, part.Out));
        }

        Finished merged = await CandorProcess.RunAsync(["desirable", "merge", .. parts, "--json"]);
        Assert.Equal((0, whole.Out), (merged.ExitCode, merged.Out));
        Finished missing = await CandorProcess.RunAsync("desirable", "merge", parts[0], parts[2]);
        Assert.Equal(
            "candor desirable merge: Found the parts 1/3, 3/3; expected each part of one check once.",
                missing.RefusalLine());
    }

    [Fact]
    public async Task Merge_PartsOfAnotherScenario_AreRefused()
    {
        using var folder = new TemporaryFolder();
        string first = folder.Write("a.json", Beyond);
        string second = folder.Write("b.json", Beyond.Replace("39", "38", StringComparison.Ordinal));
        await CandorProcess.RunAsync("desirable", first, "--shard", "1/2", "--out", folder.File("1.json"));
        await CandorProcess.RunAsync("desirable", second, "--shard", "2/2", "--out", folder.File("2.json"));
        Finished run = await CandorProcess.RunAsync("desirable", "merge", folder.File("1.json"), folder.File("2.json"));
        Assert.Equal(
            $"{folder.File("2.json")}: scenario: found another one than in the first part, expected the same",
                run.RefusalLine());
    }

    [Theory]
    [InlineData("--shard 0/2 --out x", "--shard: found '0/2', expected i/n with i from 1 to n and n at most 10000")]
    [InlineData("--shard 3/2 --out x", "--shard: found '3/2', expected i/n with i from 1 to n and n at most 10000")]
    [InlineData("--shard half --out x", "--shard: found 'half', expected i/n with i from 1 to n and n at most 10000")]
    [InlineData("--shard 1/2", "candor desirable: found one of --shard and --out, expected both or none")]
    public async Task Desirable_WrongShard_SaysWhatWasExpected(string options, string expected)
    {
        Finished run = await CandorProcess.RunAsync(
            ["desirable", "samples/scenarios/growing-market.json", .. options.Split(' ')]);
        Assert.Equal(expected, run.RefusalLine());
    }

    [Fact]
    public async Task Merge_SomethingElse_NamesTheMember()
    {
        Finished run = await CandorProcess.RunAsync("desirable", "merge", "samples/scenarios/growing-market.json");
        Assert.Contains("shards: found nothing, expected how many parts there are", run.RefusalLine(),
            StringComparison.Ordinal);
    }
}
