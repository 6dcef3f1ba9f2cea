using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Candor.Cli.Tests.Harness;
using Candor.Client;

namespace Candor.Cli.Tests;

/// <summary>A market that trains, as its members live it on the command line: what each step prints, and what is answered to
/// those who ask for a model that is not theirs.</summary>
[Trait("Category", "Slow")]
public sealed partial class TrainingLifeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] s_reporters = ["ash", "birch", "cedar"];

    [Fact]
    public async Task Join_MarketThatTrains_TellsEachStepAndWritesTheModels()
    {
        await CreateAsync("clinics");
        await using CandorProcess watching = CandorProcess.Start(
            "market", "watch", "clinics", "--key", server.OperatorKey, "--server", server.Address);
        CandorProcess[] joined =
        [
            Join("clinics", "ash", "--model", server.Folder.File("ash.onnx"), "--own-model", server.Folder.File("ash-own.onnx")),
            Join("clinics", "birch", "--json", "--model", server.Folder.File("birch.onnx")),
            Join("clinics", "cedar"),
        ];
        await Task.WhenAll(
            joined[0].LineAsync(static line => line.StartsWith("waiting for ", StringComparison.Ordinal)),
            joined[1].LineAsync(static line => line.Contains("\"event\":\"waiting\"", StringComparison.Ordinal)),
            joined[2].LineAsync(static line => line.StartsWith("waiting for ", StringComparison.Ordinal)));
        Finished early = await GetAsync("clinics", "ash", "early.onnx");
        Finished closed = await server.RunAsync("market", "settle", "clinics", "--key", server.OperatorKey);
        Finished[] ended = await Task.WhenAll(joined.Select(static one => one.FinishAsync()));
        Finished watched = await watching.FinishAsync();

        Assert.Equal("MODEL_NOT_ALLOCATED: markets/clinics is in phase Open; expected a market that has settled.", early.RefusalLine(1));
        Assert.True(closed.ExitCode == 0, closed.Error);
        Assert.All(ended, run => Assert.True(run.ExitCode == 0, run.Error));
        RequireSteps(ended[0].Error);
        Assert.Contains("\n  received model     measured quality ", ended[0].Out, StringComparison.Ordinal);
        Assert.Contains($", of 36 records, in {server.Folder.File("ash.onnx")}\n", ended[0].Out, StringComparison.Ordinal);
        Assert.Contains($", of 12 records, in {server.Folder.File("ash-own.onnx")}\n", ended[0].Out, StringComparison.Ordinal);
        RequireJson(ended[1]);
        RequireWatched(watched.Out);
        await RequireModelsAsync();
    }

    [Fact]
    public async Task Show_MarketInTraining_SaysWhichStepIsOnUntilWhenAndWhoIsAwaited()
    {
        await CreateAsync("awaiting");
        await using CandorProcess watching = CandorProcess.Start(
            "market", "watch", "awaiting", "--key", server.OperatorKey, "--server", server.Address);
        await using CandorProcess ash = Join("awaiting", "ash", "--again");
        await using CandorProcess birch = Join("awaiting", "birch", "--again");
        CandorProcess cedar = Join("awaiting", "cedar", "--again");
        await Task.WhenAll(((CandorProcess[])[ash, birch, cedar])
            .Select(static one => one.LineAsync(static line => line.StartsWith("waiting for ", StringComparison.Ordinal))));
        await cedar.DisposeAsync();

        Finished closed = await server.RunAsync("market", "settle", "awaiting", "--key", server.OperatorKey);
        Assert.True(closed.ExitCode == 0, closed.Error);
        await watching.LineAsync(
            static line => line.EndsWith("committed to its sums (2 of 3); waiting for cedar", StringComparison.Ordinal));
        Finished shown = await server.RunAsync("market", "show", "awaiting", "--key", server.OperatorKey);
        Finished awaited = await server.RunAsync("market", "awaited", "awaiting", "--key", server.OperatorKey);
        Finished json = await server.RunAsync("market", "awaited", "awaiting", "--key", server.OperatorKey, "--json");

        const string Step = @"(^|\n)training: step Commit, until \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ; 2 of 3 have answered, waiting for cedar\n$";
        Assert.Matches(Step, shown.Out);
        Assert.Matches(Step, awaited.Out);
        JsonElement training = JsonElement.Parse(json.Out).GetProperty("training");
        Assert.Equal("COMMIT", training.GetProperty("step").GetString());
        Assert.Equal("cedar", Assert.Single(training.GetProperty("awaited").EnumerateArray()).GetString());
        Assert.True(training.GetProperty("answerDeadline").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
        Assert.Equal(
            0,
            (await server.RunAsync("market", "cancel", "awaiting", "--key", server.OperatorKey, "--reason", "enough")).ExitCode);
        Finished over = await server.RunAsync("market", "show", "awaiting", "--key", server.OperatorKey);
        Assert.DoesNotContain("\ntraining: step", over.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_MarketThatTrainsNothing_HasNoUseForOptionsOfModels()
    {
        string definition = server.WriteDefinition("plain.json");
        Assert.Equal(0, (await server.RunAsync("market", "create", definition, "--key", server.OperatorKey)).ExitCode);
        string file = server.Folder.File("none.onnx");
        foreach ((string[] given, string shown) in new (string[], string)[]
        {
            (["--model", file], $"--model '{file}'"), (["--own-model", file], $"--own-model '{file}'"), (["--again"], "--again"),
        })
        {
            Finished run = await CandorProcess.RunAsync(server.Join("plain", "north", given));

            Assert.EndsWith(
                $"{shown}: has no use here; markets/plain trains no model, and only its quality is assigned; expected no {given[0]}",
                run.RefusalLine(),
                StringComparison.Ordinal);
        }

        Finished get = await server.RunAsync(
            "model", "get", "plain", "--as", "north", "--key", server.Folder.File("north.pem"), "--out", file);
        Assert.Equal("TRAINING_NOT_ASKED: markets/plain trains no model.", get.RefusalLine(2));
        Assert.False(File.Exists(file));
    }

    // Each step once, in its order, with what is waited for.
    private static void RequireSteps(string error)
    {
        string[] lines = error.Split('\n');
        Assert.Contains(lines, static line => line.StartsWith("STAY ONLINE: this market trains a model of 'outcome'", StringComparison.Ordinal));
        Assert.Contains("waiting for the others' reports, then for each step of the training, and for the market to settle", lines);
        string[] steps = [.. lines.Where(static line => line.StartsWith("training", StringComparison.Ordinal))];
        Assert.Equal(
            [
                "training, step 1 of 4: committed to its sums, which hides them",
                "training, step 2 of 4: sent its sums under masks, which cancel only in the sum of all",
                "training, step 3 of 4: published the points that show whether masks fit",
                "training, step 4 of 4: sent the shares that open the sum of all",
            ],
            steps.Select(static line => line[..line.IndexOf(" (", StringComparison.Ordinal)]));
        Assert.All(steps, static line => Assert.Matches(Wait(), line));
    }

    private static void RequireJson(Finished run)
    {
        JsonElement[] steps =
        [
            .. run.Error.TrimEnd('\n').Split('\n').Select(static line => JsonElement.Parse(line))
                .Where(static one => one.GetProperty("event").GetString() == "contributed"),
        ];
        Assert.Equal(
            ["keys", "commit", "mask", "check", "unmask"], steps.Select(static one => one.GetProperty("step").GetString()));
        Assert.False(steps[0].TryGetProperty("deadline", out _));
        Assert.All(steps[1..], static one => Assert.True(one.GetProperty("deadline").GetDateTimeOffset() > DateTimeOffset.UnixEpoch));
        JsonElement result = JsonElement.Parse(run.Out);
        Assert.Equal("TRAINED", result.GetProperty("training").GetString());
        Assert.Equal(36, result.GetProperty("modelRecords").GetInt64());
        Assert.EndsWith("birch.onnx", result.GetProperty("model").GetString(), StringComparison.Ordinal);
        Assert.False(result.TryGetProperty("fall", out _));
    }

    private static void RequireWatched(string watched)
    {
        Assert.DoesNotContain("does not know", watched, StringComparison.Ordinal);
        foreach (string words in new[]
        {
            "reports are closed, and the training begins: members commit to their sums, until ",
            "sent its sums under masks (1 of 3); waiting for ", "sent its sums under masks (3 of 3)\n",
            "the platform opens the sum of all, and trains the model\n",
            "the model is there, for those who are allocated it\n",
            "the training is over: one model was made of the sum of all who contributed (TRAINED)\n",
            "out: dogwood\n",
        })
        {
            Assert.Contains(words, watched, StringComparison.Ordinal);
        }

        Assert.Equal(3, watched.Split('\n').Count(static line => line.EndsWith(" gave the key of its masks", StringComparison.Ordinal)));
    }

    private async Task RequireModelsAsync()
    {
        byte[] model = await File.ReadAllBytesAsync(server.Folder.File("ash.onnx"));
        Assert.Equal(model, await File.ReadAllBytesAsync(server.Folder.File("birch.onnx")));
        Finished later = await GetAsync("clinics", "cedar", "cedar.onnx");
        Assert.StartsWith($"{server.Folder.File("cedar.onnx")}: the model of markets/clinics, trained from 36 records", later.Out, StringComparison.Ordinal);
        Assert.Equal(model, await File.ReadAllBytesAsync(server.Folder.File("cedar.onnx")));

        // An older model is replaced.
        Finished again = await GetAsync("clinics", "cedar", "ash-own.onnx", "--json");
        Assert.Equal(36, JsonElement.Parse(again.Out).GetProperty("records").GetInt64());
        Assert.Equal(model, await File.ReadAllBytesAsync(server.Folder.File("ash-own.onnx")));
        Finished none = await GetAsync("clinics", "dogwood", "dogwood.onnx");
        Assert.Equal("markets/clinics allocates no model to dogwood", none.RefusalLine(1));
        Finished other = await GetAsync("clinics", "ash", "other.onnx", "--key", server.Folder.File("birch.pem"));
        Assert.Contains("ash", other.RefusalLine(2), StringComparison.Ordinal);
        Finished nobody = await GetAsync("clinics", "willow", "other.onnx", "--key", server.Folder.File("birch.pem"));
        Assert.Contains("willow", nobody.RefusalLine(2), StringComparison.Ordinal);
        Assert.False(File.Exists(server.Folder.File("dogwood.onnx")) || File.Exists(server.Folder.File("other.onnx")));
        await RequireRefusedAgainAsync();
    }

    // What was contributed is not contributed again without being asked for: the platform could subtract the sums.
    private async Task RequireRefusedAgainAsync()
    {
        await CreateAsync("second");
        Finished refused = await Join("second", "ash").FinishAsync();
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("contributed to markets/clinics before", refused.LastLine(), StringComparison.Ordinal);
        Assert.Contains("--again", refused.LastLine(), StringComparison.Ordinal);
        await using CandorProcess asked = Join("second", "ash", "--again");
        await asked.LineAsync(static line => line.StartsWith("gave the key of its masks", StringComparison.Ordinal));
    }

    private CandorProcess Join(string market, string member, params string[] more) => CandorProcess.Start(
    [
        "join", market, "--as", member, "--key", server.Folder.File($"{member}.pem"), "--data", server.Folder.File($"{member}.csv"),
        "--server", server.Address, .. server.Kept(market, member), .. more,
    ]);

    private Task<Finished> GetAsync(string market, string member, string file, params string[] more) => server.RunAsync(
    [
        "model", "get", market, "--as", member, "--out", server.Folder.File(file),
        .. more.Contains("--key") ? [] : new[] { "--key", server.Folder.File($"{member}.pem") }, .. more,
    ]);

    // A market of four members, of whom three have files.
    private async Task CreateAsync(string id)
    {
        string[] keys = [.. TrainingMarkets.Members.Select((member, i) => KeyOf(member, i))];
        JsonObject definition = TrainingMarkets.Unaudited(
            JsonNode.Parse(await File.ReadAllTextAsync(server.Folder.File("operator.json")))!["publicKey"]!.GetValue<string>(), keys);
        definition["reportDeadline"] = DateTime.UtcNow.AddDays(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        definition["training"]!["answerSeconds"] = 600;
        string path = server.Folder.Write($"{id}.json", definition.ToJsonString());
        Finished created = await server.RunAsync("market", "create", path, "--key", server.OperatorKey);
        Assert.True(created.ExitCode == 0, created.Error);
    }

    private string KeyOf(string member, int index)
    {
        string path = server.Folder.File($"{member}.pem");
        if (File.Exists(path))
        {
            using SigningKey kept = SigningKey.Load(path);
            return kept.PublicKey;
        }

        using SigningKey key = SigningKey.Create();
        key.Save(path);
        if (s_reporters.Contains(member))
        {
            server.Folder.Write($"{member}.csv", RowsOf(member, index));
        }

        return key.PublicKey;
    }

    private static string RowsOf(string member, int index)
    {
        var text = new StringBuilder("id,age,weight,visits,ward,outcome\n");
        for (int i = 0; i < 12; i++)
        {
            int age = 20 + (((i * 7) + (index * 11)) % 60);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{member}-{i},{age},{50 + (i * 13 % 70)},{i},{(i % 2 == 0 ? "a" : "b")},{(age > 45 ? "ill" : "well")}\n");
        }

        return text.ToString();
    }

    [GeneratedRegex(@" s\); waiting for the others, until \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$")]
    private static partial Regex Wait();
}
