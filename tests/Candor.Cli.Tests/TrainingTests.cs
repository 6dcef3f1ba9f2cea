using System.Text.Json;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

/// <summary>The commands over a scenario in which not every profile can train.</summary>
[Trait("Category", "Slow")]
public sealed class TrainingTests
{
    private const string Sample = "samples/scenarios/models-that-need-others.json";

    private const string AsksFor =
        "training: where fewer than 3 report, or fewer than 250 records are held besides the largest contribution, nobody is "
        + "given a model and nothing is owed; efficient is judged among what can be trained.";

    [Fact]
    public async Task Settle_Sample_PrintsTheGoldenTable()
    {
        Finished run = await CandorProcess.RunAsync("settle", Sample);
        Assert.Equal(await File.ReadAllTextAsync("Golden/models-that-need-others.txt"), run.Out);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Settle_ProfileThatCannotTrain_SaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("s.json", await TextAsync("[1.0, 1.5, 0.5, 2.0]", "[1.0, 0.5, 0.5, 2.0]"));
        Finished run = await CandorProcess.RunAsync("settle", path);
        Assert.Equal(0, run.ExitCode);
        Assert.EndsWith(
            "\nNOT_TRAINABLE  found 200 records besides the largest contribution, expected at least 250; nobody is given a "
            + "model, and nothing is owed\n",
            run.Out,
            StringComparison.Ordinal);
        Assert.Contains("revenue  0.000000", run.Out, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse((await CandorProcess.RunAsync("settle", path, "--json")).Out);
        Assert.Equal(
            "NOT_TRAINABLE", json.RootElement.GetProperty("training").GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("check")]
    [InlineData("check --exhaustive")]
    [InlineData("desirable")]
    [InlineData("compare")]
    public async Task Command_OverTheGrid_SaysWhatTrainingAsksFor(string command)
    {
        Finished run = await CandorProcess.RunAsync([.. command.Split(' '), Sample]);
        Assert.EndsWith($"\n{AsksFor}\n", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
        using JsonDocument json =
            JsonDocument.Parse((await CandorProcess.RunAsync([.. command.Split(' '), Sample, "--json"])).Out);
        JsonElement training = json.RootElement.GetProperty("training");
        Assert.Equal(250, training.GetProperty("minRecords").GetInt64());
        Assert.True(training.GetProperty("canTrain").GetBoolean());
    }

    [Fact]
    public async Task Check_GridOnWhichNothingCanTrain_SaysSo()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("s.json", await TextAsync("\"recordsPerUnit\": 100", "\"recordsPerUnit\": 10"));
        Finished run = await CandorProcess.RunAsync("check", path);
        Assert.EndsWith(
            $"{AsksFor} No profile of the grid can train: the verdicts are about a market in which nobody is ever given a "
            + "model.\n",
            run.Out,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("desirable")]
    public async Task Command_InParts_MergesToTheWhole(string command)
    {
        using var folder = new TemporaryFolder();
        Finished whole = await CandorProcess.RunAsync(command, Sample, "--json");
        string[] parts = [.. Enumerable.Range(1, 2).Select(i => folder.Write($"part-{i}.json", string.Empty))];
        for (int i = 0; i < parts.Length; i++)
        {
            Finished part = await CandorProcess.RunAsync(command, Sample, "--shard", $"{i + 1}/2", "--out", parts[i]);
            Assert.Equal((0, string.Empty), (part.ExitCode, part.Out));
        }

        Finished merged = await CandorProcess.RunAsync([command, "merge", .. parts, "--json"]);
        Assert.Equal(whole.Out, merged.Out);
    }

    [Theory]
    [InlineData("settle")]
    [InlineData("check")]
    [InlineData("desirable")]
    [InlineData("compare")]
    public async Task Command_AllocationBetweenBestAndNone_IsRefusedWithIt(string command)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("s.json", """
            { "quality": { "kind": "sigmoid" }, "types": [0, 2, 2], "grid": { "unit": 1, "max": 2 },
              "training": { "minRecords": 1 }, "allocation": "efficient", "valuation": { "kind": "separable",
              "own": [[[0, 0], [1, 1]], [[0, 0], [1, 1]], [[0, 0], [1, 1]]],
              "others": [[null, null, null], [[[0, 0], [0.5, 2], [1, -2]], null, null], [null, null, null]] } }
            """);
        Finished run = await CandorProcess.RunAsync(command, path);
        Assert.EndsWith(
            "s.json: allocation: found \"efficient\": at (0, 2, 2) it gives participant 0 the quality 0.5, between nothing and "
            + "the best, 0.964028, expected bestOrNothing, best or none, since training makes one model, which a participant is "
            + "given or not",
            run.RefusalLine(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settle_TooManyContributors_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("s.json", await TextAsync("\"minContributors\": 3", "\"minContributors\": 5"));
        Finished run = await CandorProcess.RunAsync("settle", path);
        Assert.EndsWith(
            "s.json: training.minContributors: found 5, expected a whole number from 3 to 4",
            run.RefusalLine(),
            StringComparison.Ordinal);
    }

    /// <summary>The sample with one thing in it replaced.</summary>
    private static async Task<string> TextAsync(string from, string to)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, Sample));
        Assert.Contains(from, text, StringComparison.Ordinal);
        return text.Replace(from, to, StringComparison.Ordinal);
    }
}
