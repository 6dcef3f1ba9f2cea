using System.Text.Json;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

/// <summary>Markets with validation, made from the sample definition.</summary>
[Trait("Category", "Slow")]
public sealed class AuditedMarketTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Header = "patient,age,radius,stage,malignant\n";
    private const string Rows = "AA0001,60,1.5,I,0\nAA0002,71,2.5,,1\nAA0003,55,0.5,IV,1\n";

    // The same records in another order and spelling, in columns of another order, beside a broken and a repeated row.
    private const string Copied =
        "malignant,stage,radius,age,patient\n1,IV,0.50,055,AA0003\n0,I,1.50,60,AA0001\n1,,2.5,71,AA0002\n"
        + "1,V,2.5,71,AA0009\n0,I,1.5,60,AA0001\n";

    [Fact]
    public async Task Sample_WithoutValidatorsAndLogKey_IsFilledInAndTold()
    {
        Finished created = await server.RunAsync(
            "market", "create", Sample("filled.json"), "--key", server.OperatorKey, "--json");

        Assert.True(created.ExitCode == 0, created.Error);
        using JsonDocument market = JsonDocument.Parse(created.Out);
        JsonElement definition = market.RootElement.GetProperty("definition");
        JsonElement validator = Assert.Single(
            definition.GetProperty("validation").GetProperty("validators").EnumerateArray());
        Finished shown = await server.RunAsync("validate", "show", "--json");
        using JsonDocument known = JsonDocument.Parse(shown.Out);
        string id = known.RootElement.GetProperty("id").GetString()!;
        string key = known.RootElement.GetProperty("publicKey").GetString()!;
        Assert.Equal(id, validator.GetProperty("id").GetString());
        Assert.Equal(key, validator.GetProperty("publicKey").GetString());
        string logKey = (await server.RunAsync("transcript", "key")).Out.TrimEnd('\n');
        Assert.Equal(logKey, definition.GetProperty("logKey").GetString());
        Assert.StartsWith(
            $"filled in validation.validators[0]: '{id}' with key {key}, which the server hosts\n"
            + $"filled in logKey: {logKey}, which signs the server's transcripts\n"
            + "members only: the operator, the roster and the validators may read this market, each with its --key; "
            + "\"readAccess\": \"MARKET_ACCESS_ANYONE\" lets everyone\n"
            + "not listed: 'candor market list' does not name this market; \"listed\": true lets it\n"
            + "note: Definition 10 (a market in which nobody competes) fails: ",
            created.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_ACopyOfWhatWasAttestedEarlier_IsToldAndEndsOut()
    {
        await CreateAsync("copied");
        await using CandorProcess north = CandorProcess.Start(
            Join("copied", "north", Header + Rows));
        await north.LineAsync(static line => line.StartsWith("audited: attested by ", StringComparison.Ordinal)
            && line.EndsWith(", who saw 3 of the 3 records", StringComparison.Ordinal));
        await using CandorProcess south = CandorProcess.Start(Join("copied", "south", Copied));
        await south.LineAsync(static line => line.StartsWith("waiting", StringComparison.Ordinal));
        Finished settled = await server.RunAsync("market", "settle", "copied", "--key", server.OperatorKey);
        Assert.Equal(0, settled.ExitCode);
        Finished northEnd = await north.FinishAsync();
        Finished southEnd = await south.FinishAsync();

        Assert.Equal((0, 0), (northEnd.ExitCode, southEnd.ExitCode));
        Assert.Contains("reported           3 of 3 records\n", northEnd.Out, StringComparison.Ordinal);
        Assert.Contains("3 records of 5 rows (1 broken, 1 repeated)\n", southEnd.Error, StringComparison.Ordinal);
        const string Why = "COMMITMENT_REFUSED: 3 of its records are those of 'north', which was attested earlier";
        Assert.Contains($"the server refused the commitment: {Why}\n", southEnd.Error, StringComparison.Ordinal);
        Assert.Contains("markets/copied  south: out\n", southEnd.Out, StringComparison.Ordinal);
        Assert.Contains($"refused            {Why}\n", southEnd.Out, StringComparison.Ordinal);
        Finished watched = await server.RunAsync("market", "watch", "copied", "--key", server.OperatorKey);
        Assert.Contains(
            "the records of south were compared with those of north: 3 shared; the commitment of south is refused\n",
            watched.Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_DisjointRecords_ToldAsJson()
    {
        await CreateAsync("disjoint");
        await using CandorProcess north = CandorProcess.Start(Join("disjoint", "north", Header + Rows));
        await north.LineAsync(static line => line.StartsWith("audited: ", StringComparison.Ordinal));
        Finished south = await CandorProcess.RunAsync(
            Join("disjoint", "south", Header + "BB0001,60,1.5,I,0\n", "--json"));

        Assert.True(south.ExitCode == 0, south.Error);
        JsonElement[] steps = [.. south.Error.TrimEnd('\n').Split('\n').Select(
            static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(
            ["counted", "keeping", "joined", "committed", "validated", "compared", "reported", "waiting", "verified"],
            steps.Select(static step => step.GetProperty("event").GetString()));
        Assert.Equal(1, steps[4].GetProperty("opened").GetInt32());
        Assert.Equal(1, steps[5].GetProperty("comparedWith").GetInt32());
        Assert.Equal(0, steps[5].GetProperty("sharedRecords").GetInt32());
        Assert.Equal(3, steps[8].GetProperty("ownMessages").GetInt32());
        Assert.Equal(0, (await north.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task Join_RowsBetweenSemicolons_AreTheSameRecordsWithTheSeparator()
    {
        await CreateAsync("semicolons");
        string[] join = Join("semicolons", "north", (Header + Rows).Replace(',', ';'));
        Finished refused = await CandorProcess.RunAsync(join);
        Assert.EndsWith(
            " Hint: the header is one cell with ';' in it: pass --separator ';' (DatasetFileOptions.Separator).",
            refused.RefusalLine(),
            StringComparison.Ordinal);
        Finished counted = await server.RunAsync(
            "data", "check", join[7], "--market", "semicolons", "--key", server.OperatorKey, "--separator", ";");
        Assert.True(counted.ExitCode == 0, counted.Error);
        Assert.EndsWith(": 3 records of 3 rows (0 broken, 0 repeated)\nevery row is a record\n", counted.Out,
            StringComparison.Ordinal);

        await using CandorProcess north = CandorProcess.Start([.. join, "--separator", ";"]);
        await north.LineAsync(static line => line.StartsWith("audited: attested by ", StringComparison.Ordinal)
            && line.EndsWith(", who saw 3 of the 3 records", StringComparison.Ordinal));
        await north.LineAsync(static line => line.StartsWith("waiting", StringComparison.Ordinal));
        await server.RunAsync("market", "settle", "semicolons", "--key", server.OperatorKey);
        Finished ended = await north.FinishAsync();
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Contains("reported           3 of 3 records\n", ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_NoRowIsARecord_StopsBeforeItJoins()
    {
        await CreateAsync("nothing");
        string commas = Rows.Replace("1.5", "\"1,5\"", StringComparison.Ordinal)
            .Replace("2.5", "\"2,5\"", StringComparison.Ordinal).Replace("0.5", "\"0,5\"", StringComparison.Ordinal);
        (string Rows, string Expected)[] cases =
        [
            (commas, "all of its 3 rows are broken, first line 2, column 'radius': '1,5' is not a finite number. "),
            (string.Empty, "has no valid record: it has no row. "),
        ];
        foreach ((string rows, string expected) in cases)
        {
            Finished stopped = await CandorProcess.RunAsync(Join("nothing", "north", Header + rows));
            Assert.Equal((2, string.Empty), (stopped.ExitCode, stopped.Out));
            Assert.Contains(expected, stopped.LastLine(), StringComparison.Ordinal);
        }

        Finished market = await server.RunAsync("market", "show", "nothing", "--key", server.OperatorKey);
        Assert.Matches("north +North +invited", market.Out);
    }

    [Fact]
    public async Task Join_RunAgainWithItsReceipt_KeepsItsCommitment()
    {
        await CreateAsync("again");
        string[] join = Join("again", "north", Header + Rows);
        await using CandorProcess first = CandorProcess.Start(join);
        string committed = await first.LineAsync(
            static line => line.StartsWith("committed to 3 records as ", StringComparison.Ordinal));
        await first.LineAsync(static line => line.StartsWith("waiting", StringComparison.Ordinal));
        await first.SignalAsync("INT");
        Assert.Equal(130, (await first.FinishAsync()).ExitCode);

        await using CandorProcess second = CandorProcess.Start(join);
        await second.LineAsync(static line => line == "had reported");
        await server.RunAsync("market", "settle", "again", "--key", server.OperatorKey);
        Assert.Equal(0, (await second.FinishAsync()).ExitCode);
        Finished market = await server.RunAsync("market", "watch", "again", "--key", server.OperatorKey);
        Assert.Single(market.Out.Split('\n'), line => line.EndsWith(
            "committed as " + committed["committed to 3 records as ".Length..], StringComparison.Ordinal));
        Assert.Contains(" attested to the commitment of north\n", market.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_KilledAtEveryStep_GoesOnWithTheReceiptInItsFolder()
    {
        await CreateAsync("killed");
        string[] join = [.. Join("killed", "north", Header + Rows).Except(server.Kept("killed", "north"))];
        using var folder = new TemporaryFolder();
        foreach (string line in new[] { "joined as ", "committed to ", "audited: ", "reported ", "had reported" })
        {
            await using CandorProcess killed = CandorProcess.StartIn(folder.Path, join);
            await killed.LineAsync(text => text.StartsWith(line, StringComparison.Ordinal)
                || (line == "joined as " && text.StartsWith("committed", StringComparison.Ordinal))
                || text.StartsWith("waiting", StringComparison.Ordinal));
            await killed.SignalAsync("KILL");
            await killed.FinishAsync();
        }

        // A killed process lets go of its receipt, though not of the name of what held it.
        Assert.Equal(
            ["killed-north.checkpoints", "killed-north.receipt", "killed-north.receipt.lock"],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        await using CandorProcess north = CandorProcess.StartIn(folder.Path, join);
        await north.LineAsync(static line => line.StartsWith("waiting", StringComparison.Ordinal));
        Finished south = await CandorProcess.RunAsync(Join("killed", "south", Header + "BB0001,60,1.5,I,0\n"));
        Finished ended = await north.FinishAsync();

        Assert.True(south.ExitCode == 0, south.Error);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Contains(
            "keeps its receipt in killed-north.receipt and the checkpoints it sees in killed-north.checkpoints: ",
            ended.Error,
            StringComparison.Ordinal);
        Assert.Contains("reported           3 of 3 records\n", ended.Out, StringComparison.Ordinal);
        Assert.Contains("verified: the ", ended.Error, StringComparison.Ordinal);
        Finished market = await server.RunAsync("market", "watch", "killed", "--key", server.OperatorKey);
        Assert.Single(market.Out.Split('\n'), static line => line.Contains("north committed as ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Join_KilledAfterItsReportAndWithoutItsReceipt_SaysThatItCannotAnswer()
    {
        await CreateAsync("lost");
        string[] join = Join("lost", "north", Header + Rows);
        await using CandorProcess killed = CandorProcess.Start(join);
        await killed.LineAsync(static line => line.StartsWith("waiting", StringComparison.Ordinal));
        await killed.SignalAsync("KILL");
        await killed.FinishAsync();
        File.Delete(server.Kept("lost", "north")[1]);

        await using CandorProcess again = CandorProcess.Start(join);
        string line = await again.LineAsync(
            static text => text.StartsWith("cannot answer overlap checks: ", StringComparison.Ordinal));
        await server.RunAsync("market", "settle", "lost", "--key", server.OperatorKey);
        Finished ended = await again.FinishAsync();

        Assert.Contains("takes the report back", line, StringComparison.Ordinal);
        Assert.True(ended.ExitCode == 0, ended.Error);
    }

    [Fact]
    public async Task Join_WithAValidatorOfItsOwn_InAMarketForMembersAlone_EndsVerified()
    {
        await using CandorProcess validator = CandorProcess.Start(
            "validate", "serve", "--server", server.Address, "--listen", "http://127.0.0.1:0", "--id", "auditor",
            "--db", server.Folder.File("auditor.db"), "--key", server.Folder.File("auditor.pem"));
        string listening = await validator.LineAsync(
            static text => text.StartsWith("listening on ", StringComparison.Ordinal));
        string address = listening["listening on ".Length..];
        string definition = Sample("auditor.json", $$""", "validators": [{ "address": "{{address}}" }]""");
        Finished created = await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);
        Assert.Contains("members only: ", created.Error, StringComparison.Ordinal);

        await using CandorProcess north = CandorProcess.Start(Join("auditor", "north", Header + Rows));
        await north.LineAsync(static line => line.StartsWith("audited: attested by auditor", StringComparison.Ordinal));
        Finished south = await CandorProcess.RunAsync(Join("auditor", "south", Header + "BB0001,60,1.5,I,0\n"));
        Finished ended = await north.FinishAsync();
        Finished awaited = await server.RunAsync("market", "awaited", "auditor", "--key", server.OperatorKey);
        Finished stranger = await server.RunAsync("market", "watch", "auditor");
        Finished participant = await server.RunAsync(
            "market", "awaited", "auditor", "--key", server.Folder.File("north.pem"));
        await validator.SignalAsync("TERM");
        await validator.FinishAsync();

        Assert.True(south.ExitCode == 0, south.Error);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Contains("audited: attested by auditor", south.Error, StringComparison.Ordinal);
        Assert.Contains("compared with the records of 1 company", south.Error, StringComparison.Ordinal);
        Assert.All([south, ended], static life => Assert.Contains(
            "verified: the 11 entries of the transcript hold, 3 messages of its own", life.Error, StringComparison.Ordinal));
        Assert.Equal("No validator of markets/auditor awaits an answer.\n", awaited.Out + awaited.Error);
        Assert.StartsWith("MARKET_NOT_FOUND: ", stranger.RefusalLine(), StringComparison.Ordinal);
        Assert.EndsWith(
            " (only the operator of a market is shown whose answers are awaited: expected --key with the operator's key)",
            participant.RefusalLine(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_WithAReceiptThatIsNone_LeavesTheFileAsItIs()
    {
        await CreateAsync("precious");
        string[] join = Join("precious", "north", Header + Rows);
        string data = join[7];
        string[] args = [.. join.Except(server.Kept("precious", "north")), "--receipt", data];
        Finished refused = await CandorProcess.RunAsync(args);
        Assert.StartsWith(
            $"--receipt '{data}': is the file of --data, and is left as it is", refused.RefusalLine(), StringComparison.Ordinal);
        Assert.Equal(Header + Rows, await File.ReadAllTextAsync(data));
    }

    [Fact]
    public async Task Join_WrongInputs_AreOneLine()
    {
        await CreateAsync("strict");
        string trusting = server.WriteDefinition("trusting.json");
        await server.RunAsync("market", "create", trusting, "--key", server.OperatorKey);
        string schema = server.Folder.File("schema.json");
        string data = server.Folder.File("data.csv");
        (string[] Args, string Expected)[] cases =
        [
            (Join("strict", "north", "a\n1\n", "--schema", schema),
                $"--schema '{schema}': has no use here; markets/strict has its records audited"),
            (Join("strict", "north", Header + Rows, "--validator", "nobody"),
                "--validator 'nobody': markets/strict names no such validator; expected one of "),
            (Join("strict", "north", "a\n1\n"), "names none of the columns 'patient'"),
            (Join("strict", "north", Header + Rows, "--report", "4"),
                "--report 4: is more than the 3 valid, distinct records of"),
            ([.. Join("strict", "north", Header)[..6], "--data", "no.csv", "--server", server.Address],
                "--data 'no.csv': there is no such file; expected a dataset in CSV or JSON lines"),
            ([.. Join("trusting", "north", Header)[..6], "--data", data, "--server", server.Address],
                "--schema: is missing; markets/trusting takes committed sizes on trust"),
            ([.. Join("trusting", "north", Header)[..6], "--data", data, "--schema", schema, "--validator", "x",
                "--server", server.Address],
                "--validator 'x': has no use here; markets/trusting takes committed sizes on trust"),
        ];
        foreach ((string[] args, string expected) in cases)
        {
            Finished run = await CandorProcess.RunAsync(args);
            Assert.Contains(expected, run.RefusalLine(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Create_ValidatorOfAnotherIdOrNotThere_IsRefused()
    {
        string other = Sample(
            "other.json", $$""", "validators": [{ "id": "somebody", "address": "{{server.Address}}" }]""");
        Finished run = await server.RunAsync("market", "create", other, "--key", server.OperatorKey);
        Assert.StartsWith(
            "validation.validators[0].id: found 'somebody'; expected '", run.RefusalLine(), StringComparison.Ordinal);

        // A port below 1024 that nobody listens on.
        string gone = Sample("gone.json", """, "validators": [{ "address": "http://127.0.0.1:9" }]""");
        run = await server.RunAsync("market", "create", gone, "--key", server.OperatorKey);
        Assert.StartsWith(
            "validation.validators[0]: has no publicKey, and no validator answers at 'http://127.0.0.1:9' (",
            run.RefusalLine(expectedExitCode: 1),
            StringComparison.Ordinal);

        string wrong = Sample("wrong.json", """, "validators": [{ "address": "nowhere" }]""");
        run = await server.RunAsync("market", "create", wrong, "--key", server.OperatorKey);
        Assert.Contains("validation.validators[0].address", run.RefusalLine(), StringComparison.Ordinal);
        Assert.Contains("validation.validators[0].publicKey", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_ValidatorThatIsGone_NamesItAndNotTheServer()
    {
        string address;
        await using (CandorProcess validator = CandorProcess.Start(
            "validate", "serve", "--server", server.Address, "--listen", "http://127.0.0.1:0", "--id", "registry",
            "--db", server.Folder.File("registry.db"), "--key", server.Folder.File("registry.pem")))
        {
            string line = await validator.LineAsync(
                static text => text.StartsWith("listening on ", StringComparison.Ordinal));
            address = line["listening on ".Length..];
            string definition = Sample("gone-later.json", $$""", "validators": [{ "address": "{{address}}" }]""");
            Finished created = await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);
            Assert.Contains($", which answers at {address}\n", created.Error, StringComparison.Ordinal);
            await validator.SignalAsync("TERM");
            await validator.FinishAsync();
        }

        Finished run = await CandorProcess.RunAsync(Join("gone-later", "north", Header + Rows));
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(
            $"{address}: the validator 'registry' does not answer there; ", run.LastLine(), StringComparison.Ordinal);
    }

    private async Task CreateAsync(string market)
    {
        Finished created = await server.RunAsync(
            "market", "create", Sample($"{market}.json"), "--key", server.OperatorKey);
        Assert.True(created.ExitCode == 0, created.Error);
    }

    private string[] Join(string market, string participant, string data, params string[] more) =>
    [
        "join", market, "--as", participant, "--key", server.Folder.File($"{participant}.pem"), "--data",
        server.Folder.Write($"{market}-{participant}-{data.Length}.csv", data), "--server", server.Address,
        .. server.Kept(market, participant), .. more,
    ];

    // The sample, with this test's keys and deadlines.
    private string Sample(string name, string moreValidation = "")
    {
        const string LastOfValidation = "\"OVERLAP_POLICY_REFUSE_LATER\"";
        string text = File.ReadAllText(Path.Combine("samples", "markets", "audited-hospitals.json"))
            .Replace("2030-01-31T12:00:00Z", In(days: 1), StringComparison.Ordinal)
            .Replace("2030-02-28T12:00:00Z", In(days: 2), StringComparison.Ordinal)
            .Replace(LastOfValidation, LastOfValidation + moreValidation, StringComparison.Ordinal);
        foreach (string who in new[] { "operator", "north", "south" })
        {
            using JsonDocument key = JsonDocument.Parse(File.ReadAllText(server.Folder.File($"{who}.json")));
            text = text.Replace(
                $"{who.ToUpperInvariant()}_KEY",
                key.RootElement.GetProperty("publicKey").GetString(),
                StringComparison.Ordinal);
        }

        return server.Folder.Write(name, text);
    }

    private static string In(int days) => $"{DateTime.UtcNow.AddDays(days):yyyy-MM-ddTHH:mm:ssZ}";
}
