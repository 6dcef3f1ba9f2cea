using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

public sealed partial class DemoTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Demo_Whole_ShowsRefusalSilenceAndThatHidingDoesNotPay()
    {
        await using CandorProcess demo = Start("demo", "--json");
        Finished run = await demo.FinishAsync();
        Assert.True(run.ExitCode == 0, run.Error);
        using JsonDocument json = JsonDocument.Parse(run.Out);
        JsonElement root = json.RootElement;

        JsonElement refusal = Assert.Single(root.GetProperty("refusals").EnumerateArray());
        Assert.Equal("delft", refusal.GetProperty("participant").GetString());
        Assert.Equal("RANGE_PROOF_INVALID", refusal.GetProperty("reason").GetString());
        Assert.Equal(144, refusal.GetProperty("attemptedRecords").GetInt32());
        Assert.Equal(84, refusal.GetProperty("committedRecords").GetInt32());
        Assert.Contains(
            "the report of 144 records", refusal.GetProperty("message").GetString(), StringComparison.Ordinal);

        Dictionary<string, JsonElement> rows = root.GetProperty("participants").EnumerateArray()
            .ToDictionary(static row => row.GetProperty("participant").GetString()!);
        Assert.Equal(["aachen", "bergen", "cork", "delft", "evora"], rows.Keys);
        Assert.Equal(150, rows["aachen"].GetProperty("reportedRecords").GetInt32());
        Assert.Equal(160, rows["aachen"].GetProperty("rows").GetInt32());
        Assert.Equal(60, rows["cork"].GetProperty("reportedRecords").GetInt32());
        Assert.Equal(140, rows["cork"].GetProperty("validRecords").GetInt32());
        Assert.Equal(84, rows["delft"].GetProperty("reportedRecords").GetInt32());
        Assert.False(rows["evora"].TryGetProperty("reportedRecords", out _));
        Assert.Equal(0, rows["evora"].GetProperty("allocatedQuality").GetDouble());
        Assert.Equal(0, rows["evora"].GetProperty("payment").GetDouble());
        Assert.Equal(5, rows.Values.Select(static row => row.GetProperty("commitment").GetString()).Distinct().Count());

        // Q(4.19) for 150 + 125 + 60 + 84 records at 100 a unit; all who reported are allocated it.
        double best = Sigmoid(4.19);
        Assert.Equal(best, root.GetProperty("bestQuality").GetDouble(), 15);
        Assert.Equal(best, rows["cork"].GetProperty("allocatedQuality").GetDouble(), 15);

        // What hiding costs is what the own quality is worth at the true size less at the hidden one, 55,000 a unit.
        JsonElement truth = root.GetProperty("truth");
        Assert.Equal("cork", truth.GetProperty("participant").GetString());
        Assert.Equal(55_000 * (Sigmoid(1.4) - Sigmoid(0.6)), truth.GetProperty("gain").GetDouble(), 1e-5);
        Assert.True(truth.GetProperty("utility").GetDouble() > rows["cork"].GetProperty("utility").GetDouble());
        AssertNothingIsLeft();
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task Demo_Interrupted_EndsCleanly(string signal, int exitCode)
    {
        await using CandorProcess demo = Start("demo");
        await demo.LineAsync(IsStart);
        await demo.SignalAsync(signal);
        Finished run = await demo.FinishAsync();
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(string.Empty, run.Out);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("HUP", 129)]
    public async Task Demo_InterruptedFromItsTerminal_SaysNothingOfItsProcesses(string signal, int exitCode)
    {
        await using CandorProcess demo = CandorProcess.StartGroup(["demo"], Environment());
        await demo.LineAsync(IsStart);
        await demo.SignalGroupAsync(signal);
        Finished run = await demo.FinishAsync();
        Assert.Equal(exitCode, run.ExitCode);
        Assert.DoesNotContain("exit code", run.Error, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task Demo_ServerCrashes_SaysSoAndEndsCleanly()
    {
        await using CandorProcess demo = Start("demo");
        string line = await demo.LineAsync(static line => line.StartsWith("server", StringComparison.Ordinal));
        Process.GetProcessById(ProcessIds(line).Single()).Kill();
        Finished run = await demo.FinishAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "server ended with exit code 137 before the market was over", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task Demo_HospitalCrashes_SaysWhichAndEndsCleanly()
    {
        await using CandorProcess demo = Start("demo");
        string line = await demo.LineAsync(static line => line.StartsWith("Bergen", StringComparison.Ordinal));
        Process.GetProcessById(ProcessIds(line).Single()).Kill();
        Finished run = await demo.FinishAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the process of bergen ended with exit code 137", run.Error, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task Demo_KilledOutright_ItsProcessesEndByThemselves()
    {
        await using CandorProcess demo = Start("demo");
        await demo.LineAsync(static line => line.StartsWith("Cork", StringComparison.Ordinal));
        await demo.SignalAsync("KILL");

        // The children hold the demo's pipes no longer than they live, and end when theirs closes.
        foreach (int id in ProcessIds((await demo.FinishAsync()).Error))
        {
            await WaitForEndAsync(id);
        }
    }

    [Fact]
    public async Task Demo_Keep_KeepsWhatEveryProcessHad()
    {
        string kept = _temporary.File("kept");
        await using CandorProcess demo = Start("demo", "--keep", kept);
        Finished run = await demo.FinishAsync();
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("hiding never pays", run.Out, StringComparison.Ordinal);
        string[] names = [.. Directory.EnumerateFiles(kept).Select(static path => Path.GetFileName(path)!)];
        Assert.Superset(
            new HashSet<string>(
            [
                "hospitals.json", "schema.json", "candor.db", "operator.pem", "server.log", "aachen.pem", "aachen.csv",
                "aachen.log", "evora.csv",
            ]),
            names.ToHashSet());

        Finished again = await CandorProcess.RunAsync("demo", "--keep", kept);
        Assert.Equal(
            $"--keep '{kept}': the folder is not empty; expected a new or an empty one", again.RefusalLine());
    }

    [Fact]
    public async Task Demo_KeepWhereNothingCanBeMade_IsRefused()
    {
        string file = _temporary.Write("file", string.Empty);
        Finished run = await CandorProcess.RunAsync("demo", "--keep", file);
        Assert.StartsWith($"--keep '{file}': cannot be made (", run.RefusalLine(), StringComparison.Ordinal);
    }

    private static double Sigmoid(double size) => (1 - Math.Exp(-size)) / (1 + Math.Exp(-size));

    // Here the hospitals' processes have been started and the market is far from its end.
    private static bool IsStart(string line) => line.Contains("starts a process", StringComparison.Ordinal);

    private static IEnumerable<int> ProcessIds(string text) => ProcessNumber().Matches(text)
        .Select(static match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct();

    [GeneratedRegex(@"process (\d+)")]
    private static partial Regex ProcessNumber();

    private static async Task WaitForEndAsync(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }

    private CandorProcess Start(params string[] args) => CandorProcess.Start(args, Environment());

    // The variable would spoil a server of the user's own; the demo's must not see it.
    private Dictionary<string, string> Environment() =>
        new() { ["TMPDIR"] = _temporary.Path, ["CANDOR_AllowedOperators"] = "nobody" };

    private void AssertNothingIsLeft()
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path));
        Assert.Empty(ProcessesOfThisTest());
    }

    // All the demo's processes inherit this test's folder for temporary files, and nobody else has it.
    private IEnumerable<string> ProcessesOfThisTest()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(static path => char.IsDigit(path[^1])))
        {
            string environment;
            try
            {
                environment = File.ReadAllText($"{folder}/environ");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            if (environment.Contains(_temporary.Path, StringComparison.Ordinal))
            {
                yield return folder;
            }
        }
    }
}
