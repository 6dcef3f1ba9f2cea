using System.Text.Json;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class SettleTests
{
    private const string Scenario = "samples/scenarios/three-rivals.json";

    // What the paper assumes and this market leaves; it never mixes with the results.
    private const string Notes =
        "note: Assumption 4 (a growing market) fails: as the quality of participant 2 rises from 0 to 0.995055 at (0, 0, "
        + "0.995055), the market's size goes from 0 to -0.497527\n"
        + "note: Definition 10 (a market in which nobody competes) fails: as the quality of participant 2 rises from 0 to "
        + "0.995055 at (0, 0, 0.995055), the valuation of participant 0 goes from 0 to -0.597033\n";

    [Fact]
    public async Task Settle_QualityThatStopsRising_IsSaidBesideTheResult()
    {
        Finished run = await CandorProcess.RunAsync("settle", "cases/verdicts/table-flat.json", "--json");
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("Assumption", run.Out, StringComparison.Ordinal);
        Assert.Contains(
            "note: Assumption 1 (quality is bounded and rises with data) fails: Q(12) = 0.7 is not above Q(2) = 0.7, but "
            + "quality rises\n",
            run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settle_Scenario_PrintsTheGoldenTable()
    {
        Finished run = await CandorProcess.RunAsync("settle", Scenario);
        Assert.Equal(Notes, run.Error);
        Assert.Equal(await File.ReadAllTextAsync("Golden/three-rivals.txt"), run.Out);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Settle_ScenarioAsJson_PrintsTheGoldenObject()
    {
        Finished run = await CandorProcess.RunAsync("settle", Scenario, "--json");
        Assert.Equal(Notes, run.Error);
        Assert.Equal(await File.ReadAllTextAsync("Golden/three-rivals.json"), run.Out);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Settle_ScenarioAsJson_HasTheContractsMembers()
    {
        Finished run = await CandorProcess.RunAsync("settle", Scenario, "--json");
        using JsonDocument json = JsonDocument.Parse(run.Out);
        Assert.Equal(
            ["allocations", "qualities", "valuations", "payments", "utilities", "revenue", "welfare"],
            json.RootElement.EnumerateObject().Select(static member => member.Name));
    }

    [Fact]
    public async Task Settle_StandardInput_SettlesWhatIsTyped()
    {
        await using CandorProcess process = CandorProcess.Start("settle", "-");
        await process.TypeAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, Scenario)));
        Finished run = await process.FinishAsync();
        Assert.Equal(await File.ReadAllTextAsync("Golden/three-rivals.txt"), run.Out);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Settle_ParticipantOut_SaysOut()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("s.json", """
            { "quality": { "kind": "linear" }, "valuation": { "kind": "linear", "alpha": [[1, 0], [0, 1]] },
              "types": [1, 2], "reports": [1, null] }
            """);
        Finished run = await CandorProcess.RunAsync("settle", path);
        Assert.Contains("1   2.000000       out               none", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("nope.json", "nope.json: no such file; expected a scenario file")]
    [InlineData("samples", "samples: is a folder; expected a scenario file")]
    [InlineData("", "'': names no file; expected a scenario file")]
    public async Task Settle_NoSuchFile_SaysWhichAndWhatWasExpected(string path, string expected)
    {
        Finished run = await CandorProcess.RunAsync("settle", path);
        Assert.Equal(expected, run.RefusalLine());
    }

    [Theory]
    [InlineData("", "the document: found nothing, expected well-formed JSON")]
    [InlineData("{", "the document: found malformed JSON at line 1, column 2")]
    [InlineData("[]", "the document: found an array of 0, expected a scenario (an object)")]
    [InlineData("""{ "quality": { "kind": "wavy" } }""", "quality.kind: found")]
    [InlineData("""{ "colour": 1 }""", "colour: found")]
    [InlineData(
        """
        { "quality": { "kind": "sigmoid" }, "valuation": { "kind": "linear", "alpha": [[1, 0], [0]] }, "types": [1, 2] }
        """,
        "valuation.alpha")]
    [InlineData(
        """
        { "quality": { "kind": "sigmoid" }, "valuation": { "kind": "linear", "alpha": [[1]] }, "types": ["a"] }
        """,
        "types[0]: found")]
    [InlineData(
        """
        { "quality": { "kind": "sigmoid" }, "valuation": { "kind": "linear", "alpha": [[1]] } }
        """,
        "types: found nothing, expected one true data size a participant")]
    public async Task Settle_WrongScenario_NamesFileMemberAndExpectation(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("wrong.json", json);
        Finished run = await CandorProcess.RunAsync("settle", path);
        Assert.StartsWith($"{path}: ", run.RefusalLine(), StringComparison.Ordinal);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Contains("expected", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settle_ManyFaults_ListsThemAll()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("wrong.json", """{ "a": 1, "b": 2, "c": 3, "quality": 1, "valuation": 2 }""");
        Finished run = await CandorProcess.RunAsync("settle", path);
        string line = run.RefusalLine();
        Assert.All(
            ["quality: ", "valuation: ", "a: ", "b: ", "c: "],
            fault => Assert.Contains(fault, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settle_TooManyFaultsForALine_CountsTheRest()
    {
        using var folder = new TemporaryFolder();
        string members = string.Join(", ", Enumerable.Range(0, 30).Select(i => $"\"m{i}\": {i}"));
        string path = folder.Write("wrong.json", $"{{ {members} }}");
        Finished run = await CandorProcess.RunAsync("settle", path);
        Assert.Matches("; and [0-9]+ more$", run.RefusalLine());
    }
}
