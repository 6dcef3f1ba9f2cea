using System.Text.Json;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class CheckTests
{
    private const string Counterexample = "samples/scenarios/corollary-1-counterexample.json";

    [Fact]
    public async Task Check_Conditions_JudgesTheAssumptionsAndTheorem4()
    {
        const string Case = "cases/verdicts/table-flat.json";
        Finished words = await CandorProcess.RunAsync("check", Case, "--conditions");
        Assert.Contains(
            "Assumption 1 (quality is bounded and rises with data)  fails: Q(12) = 0.7 is not above Q(2) = 0.7",
            words.Out,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "Theorem 4 does not apply: Definition 10 (a market in which nobody competes) fails, so free is not shown to be "
            + "desirable.\n",
            words.Out,
            StringComparison.Ordinal);
        Finished run = await CandorProcess.RunAsync("check", Case, "--conditions", "--json");
        using JsonDocument json = JsonDocument.Parse(run.Out);
        JsonElement assumptions = json.RootElement.GetProperty("assumptions");
        Assert.Equal(
            ["assumption1", "assumption3", "assumption4", "definition10", "theorem1", "theorem4"],
            assumptions.EnumerateObject().Select(static member => member.Name));
        Assert.False(assumptions.GetProperty("assumption1").GetProperty("holds").GetBoolean());
        Assert.True(assumptions.GetProperty("assumption4").GetProperty("holds").GetBoolean());
        Assert.Equal("proven", assumptions.GetProperty("assumption1").GetProperty("evidence").GetString());
        Assert.False(assumptions.GetProperty("theorem4").GetProperty("applies").GetBoolean());
    }

    [Fact]
    public async Task Check_AsJson_HasTheContractsMembers()
    {
        Finished run = await CandorProcess.RunAsync("check", Counterexample, "--json");
        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(run.Out);
        Assert.Equal(
            ["individuallyRational", "incentiveCompatible", "efficient", "weaklyBudgetBalanced", "desirable"],
            json.RootElement.EnumerateObject().Select(static member => member.Name));
        JsonElement balanced = json.RootElement.GetProperty("weaklyBudgetBalanced");
        Assert.False(balanced.GetProperty("holds").GetBoolean());
        Assert.Equal(-0.685, balanced.GetProperty("margin").GetDouble(), 3);
        Assert.StartsWith("at (0, 0, 2) revenue is -0.685", balanced.GetProperty("witness").GetString(),
            StringComparison.Ordinal);
        Assert.True(json.RootElement.GetProperty("incentiveCompatible").GetProperty("holds").GetBoolean());
        Assert.False(json.RootElement.GetProperty("desirable").GetProperty("holds").GetBoolean());
    }

    [Fact]
    public async Task Check_Samples_RefuteOrDoNotAndNeverHold()
    {
        Finished linear = await CandorProcess.RunAsync("check", Counterexample, "--samples", "400");
        Finished growth = await CandorProcess.RunAsync(
            "check", "samples/scenarios/growing-market.json", "--samples", "400", "--json");

        Assert.Contains("incentiveCompatible between grid points  not refuted in 300 samples", linear.Out,
            StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(growth.Out);
        JsonElement sampled = json.RootElement.GetProperty("sampled").GetProperty("incentiveCompatible");
        Assert.True(sampled.GetProperty("refuted").GetBoolean());
        Assert.True(sampled.GetProperty("largestRegret").GetDouble() > 0.05);
        Assert.Equal(300, sampled.GetProperty("samples").GetInt32());
        Assert.False(sampled.TryGetProperty("holds", out _));
    }

    [Theory]
    [InlineData("weaklyBudgetBalanced", 1)]
    [InlineData("desirable", 1)]
    [InlineData("incentiveCompatible", 0)]
    public async Task Check_RequiredProperty_DecidesTheExitCode(string property, int expected)
    {
        Finished run = await CandorProcess.RunAsync("check", Counterexample, "--require", property);
        Assert.Equal(expected, run.ExitCode);
        Assert.Contains("weaklyBudgetBalanced  fails: at (0, 0, 2) revenue is -0.685", run.Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_Conditions_NeverCallAMechanismUntruthfulForTheorem3()
    {
        Finished run = await CandorProcess.RunAsync("check", Counterexample, "--conditions");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Theorem 2: the necessary conditions are met.", run.Out, StringComparison.Ordinal);
        Assert.Contains("Theorem 3: sufficient condition not met", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("desirable")]
    public async Task Run_ScenarioWithoutGrid_AsksForOne(string name)
    {
        const string File = "samples/scenarios/hospitals-that-cooperate.json";
        Finished run = await CandorProcess.RunAsync(name, File);
        Assert.Equal(
            $$"""{{File}}: grid: found nothing, expected the sizes to look at, such as { "unit": 1, "max": 5 }""",
            run.RefusalLine());
    }

    [Theory]
    [InlineData("check", "--exhaustive")]
    [InlineData("desirable", "--json")]
    [InlineData("compare", "--json")]
    public async Task Run_GridTooLarge_SaysHowManyProfilesBeforeItStarts(string name, string option)
    {
        Finished run = await CandorProcess.RunAsync(name, Counterexample, option, "--max-profiles", "26");
        Assert.StartsWith(
            $"{Counterexample}: The grid has 27 profiles and would take about", run.RefusalLine(),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_GridTooLarge_SaysHowLongItWouldTakeHere()
    {
        Finished run = await CandorProcess.RunAsync("check", Counterexample, "--exhaustive", "--max-profiles", "26");
        Assert.Matches("It would take about .* seconds of processor time.$", run.RefusalLine());
    }

    [Fact]
    public async Task Check_MepOnAGridOfEightyFiveMillionProfiles_IsDecidedWithoutVisitingThem()
    {
        string[] rows = [.. Enumerable.Range(0, 6).Select(static i => "[" + string.Join(
            ", ", Enumerable.Range(0, 6).Select(j => i == j ? "0.1" : j == (i + 1) % 6 ? "-1" : "0.5")) + "]")];
        string scenario = $$"""
            { "quality": { "kind": "sigmoid" }, "payment": "mep", "grid": { "unit": 0.25, "max": 5 },
              "valuation": { "kind": "linear", "alpha": [{{string.Join(", ", rows)}}] } }
            """;
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, scenario);
        Finished run = await CandorProcess.RunAsync("check", file, "--json");
        File.Delete(file);
        using JsonDocument json = JsonDocument.Parse(run.Out);
        Assert.Equal("proven", json.RootElement.GetProperty("incentiveCompatible").GetProperty("evidence").GetString());
        Assert.NotEqual(
            string.Empty, json.RootElement.GetProperty("weaklyBudgetBalanced").GetProperty("witness").GetString());
    }

    [Fact]
    public async Task Check_InParts_MergesToTheWhole()
    {
        string folder = Directory.CreateTempSubdirectory("candor-check-").FullName;
        try
        {
            Finished whole = await CandorProcess.RunAsync("check", Counterexample, "--exhaustive", "--json");
            string[] parts = [.. Enumerable.Range(1, 3).Select(i => Path.Combine(folder, $"part-{i}.json"))];
            for (int i = 0; i < parts.Length; i++)
            {
                Finished part = await CandorProcess.RunAsync(
                    "check", Counterexample, "--exhaustive", "--shard", $"{i + 1}/3", "--out", parts[i]);
                Assert.Equal((0, string.Empty), (part.ExitCode, part.Out));
            }

            Finished merged = await CandorProcess.RunAsync(["check", "merge", .. parts, "--json"]);
            Assert.Equal(whole.Out, merged.Out);
            Finished missing = await CandorProcess.RunAsync("check", "merge", parts[0], parts[2]);
            Assert.StartsWith(
                "candor check merge: Found the parts 1/3, 3/3; expected each part of one check once.",
                missing.RefusalLine(),
                StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Compare_AsJson_SaysWhichMechanismFailsWhat()
    {
        Finished run = await CandorProcess.RunAsync("compare", Counterexample, "--json");
        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(run.Out);
        Assert.Equal(
            ["grid", "mep", "free", "desirable", "federated", "pivotal", "shapley"],
            json.RootElement.EnumerateObject().Select(static member => member.Name));
        Assert.False(Holds(json, "mep", "weaklyBudgetBalanced"));
        Assert.True(Holds(json, "mep", "incentiveCompatible"));
        Assert.False(Holds(json, "federated", "incentiveCompatible"));
        Assert.True(Holds(json, "shapley", "weaklyBudgetBalanced"));
    }

    [Fact]
    public async Task Compare_Table_HasARowAMechanism()
    {
        Finished run = await CandorProcess.RunAsync("compare", "samples/scenarios/hospitals-that-cooperate.json");
        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Contains("not settled: the scenario has no grid", run.Out, StringComparison.Ordinal);
        Assert.Contains("federated: the same best model for everyone, free of charge", run.Out,
            StringComparison.Ordinal);
    }

    private static bool Holds(JsonDocument json, string mechanism, string property) => json.RootElement
        .GetProperty(mechanism).GetProperty("properties").GetProperty(property).GetProperty("holds").GetBoolean();
}
