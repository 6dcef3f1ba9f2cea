using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed partial class DemoTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Demo_Whole_CatchesEveryCheaterAndShowsThatHidingDoesNotPay()
    {
        await using CandorProcess demo = Start("demo", "--json");
        Finished run = await demo.FinishAsync();
        Assert.True(run.ExitCode == 0, run.Error);
        using JsonDocument json = JsonDocument.Parse(run.Out);
        JsonElement root = json.RootElement;

        AssertRefusals(root.GetProperty("refusals"));
        AssertParticipants(root);

        // What hiding costs is what the own quality is worth at the true size less at the hidden one, 55,000 a unit.
        JsonElement truth = root.GetProperty("truth");
        Assert.Equal("cork", truth.GetProperty("participant").GetString());
        Assert.Equal(55_000 * (Sigmoid(1.4) - Sigmoid(0.6)), truth.GetProperty("gain").GetDouble(), 1e-5);
        Assert.True(
            truth.GetProperty("utility").GetDouble() > Participants(root)["cork"].GetProperty("utility").GetDouble());

        AssertVerification(root.GetProperty("verification"));
        Assert.All(Participants(root).Values, static row => Assert.True(row.GetProperty("verified").GetBoolean()));
        foreach (string hospital in new[] { "Aachen", "Bergen", "Cork", "Delft", "Evora", "Faro", "Ghent" })
        {
            Assert.Single(run.Error.Split('\n'), line => IsVerified(line, hospital));
        }

        JsonElement validator = root.GetProperty("validator");
        Assert.Equal("registry", validator.GetProperty("id").GetString());
        Assert.Contains(
            $"process {validator.GetProperty("processId").GetInt32()})",
            run.Error.Split('\n').Single(static line => line.StartsWith("validator", StringComparison.Ordinal)),
            StringComparison.Ordinal);

        // A server, a validator, seven hospitals and the demo itself.
        Assert.Equal(10, root.GetProperty("processes").GetInt32());
        AssertNothingIsLeft();
    }

    private static void AssertRefusals(JsonElement refusals)
    {
        (string Who, string Where, string Stage, int Attempted, int Valid, string Reason)[] expected =
        [
            ("delft", "platform", "report", 144, 84, "RANGE_PROOF_INVALID"),

            // 70 records, 20 broken rows and 30 repeated ones; then each row once.
            ("faro", "validator", "tags", 120, 70, "TAG_REPEATED"),
            ("faro", "validator", "audit", 90, 70, "INVALID_RECORD"),
            ("ghent", "platform", "overlap", 100, 100, "COMMITMENT_REFUSED"),
        ];
        Assert.Equal(expected, refusals.EnumerateArray().Select(static refusal => (
            refusal.GetProperty("participant").GetString()!,
            refusal.GetProperty("where").GetString()!,
            refusal.GetProperty("stage").GetString()!,
            refusal.GetProperty("attemptedRecords").GetInt32(),
            refusal.GetProperty("validRecords").GetInt32(),
            refusal.GetProperty("reason").GetString()!)));
        Assert.Contains("the report of 144 records", MessageOf(0), StringComparison.Ordinal);
        Assert.Contains("a record is there twice", MessageOf(1), StringComparison.Ordinal);
        Assert.Contains("a record in the sample breaks the market's rules", MessageOf(2), StringComparison.Ordinal);
        Assert.Equal("100 of its records are those of 'bergen', which was attested earlier", MessageOf(3));
        Assert.Equal(100, refusals[3].GetProperty("sharedRecords").GetInt32());
        Assert.Equal("bergen", refusals[3].GetProperty("sharedWith").GetString());

        string MessageOf(int index) => refusals[index].GetProperty("message").GetString()!;
    }

    private static void AssertParticipants(JsonElement root)
    {
        Dictionary<string, JsonElement> rows = Participants(root);
        Assert.Equal(["aachen", "bergen", "cork", "delft", "evora", "faro", "ghent"], rows.Keys);
        Assert.Equal(130, rows["aachen"].GetProperty("rows").GetInt32());
        Assert.Equal(140, rows["cork"].GetProperty("validRecords").GetInt32());
        foreach ((string who, int records) in new[]
            { ("aachen", 120), ("bergen", 100), ("cork", 60), ("delft", 84), ("faro", 70) })
        {
            Assert.Equal(records, rows[who].GetProperty("reportedRecords").GetInt32());
        }

        // The least k with C(N - b, k) / C(N, k) at most 2^-20, b = N / 10 rounded up, as Python's integers have it.
        foreach ((string who, int opened) in new[]
            { ("aachen", 79), ("bergen", 72), ("cork", 84), ("delft", 63), ("faro", 58), ("ghent", 72) })
        {
            Assert.Equal(opened, rows[who].GetProperty("auditedRecords").GetInt32());
        }

        foreach (string left in new[] { "evora", "ghent" })
        {
            Assert.False(rows[left].TryGetProperty("reportedRecords", out _));
            Assert.Equal(0, rows[left].GetProperty("allocatedQuality").GetDouble());
            Assert.Equal(0, rows[left].GetProperty("payment").GetDouble());
        }

        Assert.Equal(7, rows.Values.Select(static row => row.GetProperty("commitment").GetString()).Distinct().Count());

        // Q(4.34) for 120 + 100 + 60 + 84 + 70 records at 100 a unit; all who reported are allocated it.
        double best = Sigmoid(4.34);
        Assert.Equal(best, root.GetProperty("bestQuality").GetDouble(), 15);
        Assert.Equal(best, rows["cork"].GetProperty("allocatedQuality").GetDouble(), 15);
    }

    private static void AssertVerification(JsonElement verification)
    {
        Assert.True(verification.GetProperty("verified").GetBoolean());
        Assert.True(verification.GetProperty("logKeyVouchedFor").GetBoolean());

        // Aachen's own messages: it joined, committed and reported.
        Assert.Equal("aachen", verification.GetProperty("receiptsOf").GetString());
        Assert.Equal(3, verification.GetProperty("receipts").GetInt32());
        JsonElement counts = verification.GetProperty("checked");

        // Seven commitments and Faro's two before its last; six are attested, one is refused by an audit.
        Assert.Equal(9, counts.GetProperty("openingProofs").GetInt32());
        Assert.Equal(6, counts.GetProperty("attestations").GetInt32());
        Assert.Equal(1, counts.GetProperty("refusals").GetInt32());
        Assert.Equal(5, counts.GetProperty("rangeProofs").GetInt32());
        Assert.Equal(1, counts.GetProperty("outcomes").GetInt32());

        // Each pair of the five that reported, and Ghent's with Bergen; Ghent's others where they came before that.
        Assert.InRange(counts.GetProperty("overlaps").GetInt32(), 11, 15);
    }

    private static Dictionary<string, JsonElement> Participants(JsonElement root) =>
        root.GetProperty("participants").EnumerateArray()
            .ToDictionary(static row => row.GetProperty("participant").GetString()!);

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
    public async Task Demo_ValidatorCrashes_SaysSoAndEndsCleanly()
    {
        await using CandorProcess demo = Start("demo");
        string line = await demo.LineAsync(static line => line.StartsWith("validator", StringComparison.Ordinal));
        Process.GetProcessById(ProcessIds(line).Single()).Kill();
        Finished run = await demo.FinishAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "validator ended with exit code 137 before the market was over", run.Error, StringComparison.Ordinal);
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
    public async Task Demo_WhereNothingHappensAnyMore_SaysForWhomItWaitedAndEndsCleanly()
    {
        Dictionary<string, string> environment = Environment();
        environment["CANDOR_PATIENCE"] = "0.05";
        await using CandorProcess demo = CandorProcess.Start(["demo"], environment);
        string line = await demo.LineAsync(static line => line.StartsWith("server", StringComparison.Ordinal));
        await CandorProcess.SignalAsync("STOP", ProcessIds(line).Single());
        Finished run = await demo.FinishAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"the demo gave up: nothing happened for \d+ seconds while it waited for \w+ \(silent", run.Error);
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
                "hospitals.json", "hospitals.transcript", "candor.db", "validator.db", "validator.pem", "operator.pem",
                "server.log", "validator.log", "aachen.pem", "aachen.csv", "aachen.log", "faro-rows-once.csv",
                "ghent.csv",
            ]),
            names.ToHashSet());

        // The command that the demo prints.
        string transcript = Path.Combine(kept, "hospitals.transcript");
        string receipts = Path.Combine(kept, "aachen.receipt");
        Assert.EndsWith(
            $"Repeat it: candor verify {transcript} --receipt {receipts}\n", run.Out, StringComparison.Ordinal);
        using (JsonDocument definition =
            JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(kept, "hospitals.json"))))
        {
            Assert.Equal(2, definition.RootElement.GetProperty("version").GetInt32());
        }

        Finished verified = await CandorProcess.RunAsync("verify", transcript, "--receipt", receipts);
        Assert.Equal(0, verified.ExitCode);
        Assert.EndsWith(
            "verified: everything holds, and the outcome is what the reports give\n",
            verified.Out,
            StringComparison.Ordinal);

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

    private static bool IsVerified(string line, string hospital) =>
        line.StartsWith(hospital, StringComparison.Ordinal)
        && line.Contains("verified: it replayed the ", StringComparison.Ordinal)
        && line.Contains(" entries itself", StringComparison.Ordinal);

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
            await process.WaitForExitAsync().WithPatience();
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
