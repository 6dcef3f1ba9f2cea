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

        // What hiding costs is what the own quality is worth at the true size less at the hidden one, 550,000 a unit.
        JsonElement truth = root.GetProperty("truth");
        Assert.Equal("cork", truth.GetProperty("participant").GetString());
        Assert.Equal(550_000 * (Fitted(1.04) - Fitted(0.4)), truth.GetProperty("gain").GetDouble(), 1e-4);
        Assert.True(
            truth.GetProperty("utility").GetDouble() > Participants(root)["cork"].GetProperty("utility").GetDouble());

        AssertVerification(root.GetProperty("verification"));
        Assert.All(Participants(root).Values, static row => Assert.True(row.GetProperty("verified").GetBoolean()));
        foreach (string hospital in new[] { "Aachen", "Bergen", "Cork", "Delft", "Evora", "Faro", "Ghent", "Heide" })
        {
            Assert.Single(run.Error.Split('\n'), line => IsVerified(line, hospital));
        }

        JsonElement validator = root.GetProperty("validator");
        Assert.Equal("registry", validator.GetProperty("id").GetString());
        Assert.Contains(
            $"process {validator.GetProperty("processId").GetInt32()})",
            run.Error.Split('\n').Single(static line => line.StartsWith("validator", StringComparison.Ordinal)),
            StringComparison.Ordinal);

        // A server, a validator, eight hospitals and the demo itself.
        Assert.Equal(11, root.GetProperty("processes").GetInt32());
        AssertNothingIsLeft();
    }

    [Theory]
    [InlineData("digits", "post-offices", 4)]
    [InlineData("diabetes", "clinics", 4)]
    public async Task Demo_OfOtherData_DeliversToAllWhoContributed(string data, string market, int received)
    {
        await using CandorProcess demo = Start("demo", "--data", data, "--json");
        Finished run = await demo.FinishAsync();
        Assert.True(run.ExitCode == 0, run.Error);
        using JsonDocument json = JsonDocument.Parse(run.Out);
        Assert.Equal($"markets/{market}", json.RootElement.GetProperty("market").GetString());
        JsonElement[] rows = [.. Participants(json.RootElement).Values];
        JsonElement[] measured =
            [.. rows.Where(static row => row.GetProperty("receivedMeasured").ValueKind == JsonValueKind.Number)];
        Assert.Equal(received, measured.Length);
        Assert.True(
            measured.Average(static row => row.GetProperty("receivedMeasured").GetDouble())
            > measured.Average(static row => row.GetProperty("ownMeasured").GetDouble()));
        Assert.All(rows, row => Assert.Equal(
            data == "digits" ? JsonValueKind.Number : JsonValueKind.Null, row.GetProperty("ownAccuracy").ValueKind));
        Assert.All(rows, static row => Assert.True(row.GetProperty("verified").GetBoolean()));
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task Demo_OfDataThatIsNotThere_IsRefusedWithWhatThereIs()
    {
        Finished run = await CandorProcess.RunAsync("demo", "--data", "iris");
        Assert.Equal(
            "--data 'iris': the demo has no such data; expected one of breast-cancer, digits, diabetes", run.RefusalLine());
    }

    private static void AssertRefusals(JsonElement refusals)
    {
        (string Who, string Where, string Stage, int Attempted, int Valid, string Reason)[] expected =
        [
            ("delft", "platform", "report", 112, 52, "RANGE_PROOF_INVALID"),

            // 40 records, 20 broken rows and 30 repeated ones; then each row once.
            ("faro", "validator", "tags", 90, 40, "TAG_REPEATED"),
            ("faro", "validator", "audit", 60, 40, "INVALID_RECORD"),
            ("ghent", "platform", "overlap", 75, 75, "COMMITMENT_REFUSED"),
            ("heide", "validator", "statistics", 70, 70, "NOT_NEAR"),
        ];
        Assert.Equal(expected, refusals.EnumerateArray().Select(static refusal => (
            refusal.GetProperty("participant").GetString()!,
            refusal.GetProperty("where").GetString()!,
            refusal.GetProperty("stage").GetString()!,
            refusal.GetProperty("attemptedRecords").GetInt32(),
            refusal.GetProperty("validRecords").GetInt32(),
            refusal.GetProperty("reason").GetString()!)));
        Assert.Contains("the report of 112 records", MessageOf(0), StringComparison.Ordinal);
        Assert.Contains("a record is there twice", MessageOf(1), StringComparison.Ordinal);
        Assert.Contains("a record in the sample breaks the market's rules", MessageOf(2), StringComparison.Ordinal);
        Assert.Equal("75 of its records are those of 'bergen', which was attested earlier", MessageOf(3));
        Assert.Equal(75, refusals[3].GetProperty("sharedRecords").GetInt32());
        Assert.Equal("bergen", refusals[3].GetProperty("sharedWith").GetString());
        Assert.Contains("its statistics are not near its audited records", MessageOf(4), StringComparison.Ordinal);

        string MessageOf(int index) => refusals[index].GetProperty("message").GetString()!;
    }

    private static void AssertParticipants(JsonElement root)
    {
        Dictionary<string, JsonElement> rows = Participants(root);
        Assert.Equal(["aachen", "bergen", "cork", "delft", "evora", "faro", "ghent", "heide"], rows.Keys);
        Assert.Equal(94, rows["aachen"].GetProperty("rows").GetInt32());
        Assert.Equal(104, rows["cork"].GetProperty("validRecords").GetInt32());
        foreach ((string who, int records) in new[]
            { ("aachen", 84), ("bergen", 75), ("cork", 40), ("delft", 52), ("faro", 40) })
        {
            Assert.Equal(records, rows[who].GetProperty("reportedRecords").GetInt32());
        }

        // The least k with C(N - b, k) / C(N, k) at most 2^-20, b = N / 10 rounded up, as Python's integers have it.
        foreach ((string who, int opened) in new[]
            { ("aachen", 63), ("bergen", 59), ("cork", 71), ("delft", 45), ("faro", 37), ("ghent", 59), ("heide", 58) })
        {
            Assert.Equal(opened, rows[who].GetProperty("auditedRecords").GetInt32());
        }

        foreach (string left in new[] { "evora", "ghent", "heide" })
        {
            Assert.False(rows[left].TryGetProperty("reportedRecords", out _));
            Assert.Equal(0, rows[left].GetProperty("allocatedQuality").GetDouble());
            Assert.Equal(0, rows[left].GetProperty("payment").GetDouble());
        }

        Assert.Equal(8, rows.Values.Select(static row => row.GetProperty("commitment").GetString()).Distinct().Count());

        // Q(2.91) for 84 + 75 + 40 + 52 + 40 records at 100 a unit; all who are in are allocated it.
        double best = Fitted(2.91);
        Assert.Equal(best, root.GetProperty("bestQuality").GetDouble(), 12);
        Assert.Equal(best, rows["cork"].GetProperty("allocatedQuality").GetDouble(), 12);
        AssertModels(rows);
    }

    // All received the same model, measured on the same rows. Which of its records the company that hides contributes is
    // drawn anew in every market, so that the measures differ a little between runs.
    private static void AssertModels(Dictionary<string, JsonElement> rows)
    {
        JsonElement[] received = [.. rows.Values.Where(static row => row.GetProperty("allocatedQuality").GetDouble() > 0)];
        Assert.Equal(5, received.Length);
        double accuracy = Assert.Single(received.Select(static row => row.GetProperty("receivedAccuracy").GetDouble()).Distinct());
        Assert.InRange(rows.Values.Average(static row => row.GetProperty("ownAccuracy").GetDouble()), 0.85, accuracy);
        Assert.All(
            rows.Values.Except(received),
            static row => Assert.Equal(JsonValueKind.Null, row.GetProperty("receivedAccuracy").ValueKind));
    }

    private static void AssertVerification(JsonElement verification)
    {
        Assert.True(verification.GetProperty("verified").GetBoolean());
        Assert.True(verification.GetProperty("logKeyVouchedFor").GetBoolean());

        // Aachen's own messages: it joined, committed, gave its mask key and reported; and four steps of the training.
        Assert.Equal("aachen", verification.GetProperty("receiptsOf").GetString());
        Assert.Equal(8, verification.GetProperty("receipts").GetInt32());
        JsonElement counts = verification.GetProperty("checked");

        // Eight commitments and Faro's two before its last; seven are attested, one is refused by an audit.
        Assert.Equal(10, counts.GetProperty("openingProofs").GetInt32());
        Assert.Equal(7, counts.GetProperty("attestations").GetInt32());
        Assert.Equal(1, counts.GetProperty("refusals").GetInt32());
        Assert.Equal(6, counts.GetProperty("rangeProofs").GetInt32());
        Assert.Equal(1, counts.GetProperty("outcomes").GetInt32());

        // Each pair of the six that reported, and Ghent's with Bergen; Ghent's others where they came before that.
        Assert.InRange(counts.GetProperty("overlaps").GetInt32(), 16, 21);
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
                "ghent.csv", "held-out.csv", "aachen.onnx", "faro.onnx", "aachen-own.onnx", "heide-own.onnx",
            ]),
            names.ToHashSet());

        // A model that one company trained alone is of its records: its owner's alone.
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(kept, "aachen-own.onnx")));
        }

        // The command that the demo prints.
        string transcript = Path.Combine(kept, "hospitals.transcript");
        string receipts = Path.Combine(kept, "aachen.receipt");
        Assert.EndsWith(
            $"Repeat it: candor verify {transcript} --receipt {receipts}\n", run.Out, StringComparison.Ordinal);
        using (JsonDocument definition =
            JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(kept, "hospitals.json"))))
        {
            Assert.Equal(3, definition.RootElement.GetProperty("version").GetInt32());
        }

        Assert.DoesNotContain("heide.onnx", names);
        Assert.DoesNotContain("evora.onnx", names);
        Finished model = await CandorProcess.RunAsync(
            "model", "check", Path.Combine(kept, "aachen.onnx"), Path.Combine(kept, "held-out.csv"));
        Assert.Equal(0, model.ExitCode);

        Finished verified = await CandorProcess.RunAsync("verify", transcript, "--receipt", receipts);
        Assert.Equal(0, verified.ExitCode);
        Assert.EndsWith(
            "verified: everything holds, and the outcome is what the reports give\n",
            verified.Out,
            StringComparison.Ordinal);

        await AssertUploadsAsync(kept, transcript);
        Finished again = await CandorProcess.RunAsync("demo", "--keep", kept);
        Assert.Equal(
            $"--keep '{kept}': the folder is not empty; expected a new or an empty one", again.RefusalLine());
    }

    private static async Task AssertUploadsAsync(string kept, string transcript)
    {
        string uploads = Path.Combine(kept, "candor.db.blobs");
        Finished whole = await CandorProcess.RunAsync("verify", transcript, "--contributions", uploads);
        Assert.Equal(0, whole.ExitCode);
        Assert.Contains("holds: epoch 1, masked vectors (statement 9) of aachen\n", whole.Out, StringComparison.Ordinal);
        Assert.EndsWith("all 18 checks of uploads hold\n", whole.Out, StringComparison.Ordinal);

        string folder = Path.Combine(uploads, "hospitals");
        File.Delete(Directory.EnumerateFiles(folder, "masked-blindings-*").Order().First());
        Finished without = await CandorProcess.RunAsync("verify", transcript, "--contributions", uploads);
        Assert.Equal(0, without.ExitCode);
        Assert.Contains("not checked: epoch 1, masked vectors (statement 9) of ", without.Out, StringComparison.Ordinal);
        Assert.EndsWith("2 of 18 checks could not be made\n", without.Out, StringComparison.Ordinal);

        string altered = Directory.EnumerateFiles(folder, "commitments-*").Order().First();
        byte[] bytes = await File.ReadAllBytesAsync(altered);
        bytes[300] ^= 1;
        await File.WriteAllBytesAsync(altered, bytes);
        Finished tampered = await CandorProcess.RunAsync("verify", transcript, "--contributions", uploads, "--json");
        Assert.Equal(1, tampered.ExitCode);
        using JsonDocument json = JsonDocument.Parse(tampered.Out);
        Assert.False(json.RootElement.GetProperty("verified").GetBoolean());
        JsonElement failed = Assert.Single(
            json.RootElement.GetProperty("contributions").EnumerateArray(),
            static one => one.TryGetProperty("holds", out JsonElement holds) && !holds.GetBoolean());
        Assert.Contains(Path.GetFileName(altered), failed.GetProperty("fault").GetString(), StringComparison.Ordinal);
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

    // The curve in samples/demo/curve.json.
    private static double Fitted(double size) =>
        0.7494052393516502 / (1 + (0.10772936198508305 * Math.Pow(size, -0.9455599801580561)));

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
