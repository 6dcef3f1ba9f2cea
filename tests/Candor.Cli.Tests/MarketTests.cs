using System.Text.Json;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class MarketTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Market_WholeLife_EndsWithAssignments()
    {
        string definition = server.WriteDefinition("whole-life.json");
        Finished created = await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);
        Assert.Matches(
            "^filled in logKey: candor[+][0-9a-f]{8}[+][^ ]+, which signs the server's transcripts\nversion 1: [^\n]+\n"
            + "note: Definition 10 [^\n]+ fails: as the quality of participant 0 rises from 0 to 1 at \\(1, 0\\), the valuation "
            + "of participant 1 goes from 0 to -10\n$",
            created.Error);
        Assert.StartsWith(
            "markets/whole-life  Two companies\n  phase         open\n", created.Out, StringComparison.Ordinal);

        await using CandorProcess watch = CandorProcess.Start(
            "market", "watch", "whole-life", "--server", server.Address);
        await using CandorProcess north = CandorProcess.Start(server.Join("whole-life", "north", "--json"));
        await using CandorProcess south = CandorProcess.Start(
            server.Join("markets/whole-life", "south", "--report", "1"));
        Finished watched = await watch.FinishAsync();
        Finished northEnd = await north.FinishAsync();
        Finished southEnd = await south.FinishAsync();

        Assert.Equal(0, watched.ExitCode);
        Assert.Contains("north reported\n", watched.Out, StringComparison.Ordinal);
        Assert.EndsWith(
            "the market settled (everyone has reported); nobody is out\n", watched.Out, StringComparison.Ordinal);

        Assert.True(northEnd.ExitCode == 0, northEnd.Error);
        using JsonDocument result = JsonDocument.Parse(northEnd.Out);
        Assert.Equal("assigned", result.RootElement.GetProperty("phase").GetString());
        Assert.Equal(3, result.RootElement.GetProperty("records").GetInt32());
        Assert.Equal(3, result.RootElement.GetProperty("reportedRecords").GetInt32());
        Assert.Equal(
            ["counted", "keeping", "joined", "committed", "reported", "waiting", "verified"],
            northEnd.Error.TrimEnd('\n').Split('\n').Select(static line =>
                JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()));

        Assert.Equal(0, southEnd.ExitCode);
        Assert.Contains("reported           1 of 3 records\n", southEnd.Out, StringComparison.Ordinal);
        Assert.Contains("line 5, column 'a'", southEnd.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_NoRowIsARecord_StopsUnlessAReportOfNothingIsAskedFor()
    {
        await server.RunAsync(
            "market", "create", server.WriteDefinition("broken.json"), "--key", server.OperatorKey);
        string[] join =
        [
            "join", "broken", "--as", "north", "--key", server.Folder.File("north.pem"), "--data",
            "cases/inputs/decimal-comma.csv", "--schema", "cases/inputs/schema.json", "--server", server.Address,
            .. server.Kept("broken", "north"),
        ];

        Finished stopped = await CandorProcess.RunAsync(join);

        Assert.Equal((2, string.Empty), (stopped.ExitCode, stopped.Out));
        Assert.Contains(
            "\nwarning: 3 of 3 rows are broken, and do not count; stop here unless that is meant, for a report is final, and see "
            + "'candor data check'\nhint: column 'x' has decimal commas (first in line 2): write decimal points, 1.5 and not 1,5\n",
            stopped.Error,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "'cases/inputs/decimal-comma.csv' has no valid record: all of its 3 rows are broken, first line 2, column 'x': "
            + "'1,5' is not a finite number. Expected at least one, or a report of 0 that is asked for ",
            stopped.LastLine(),
            StringComparison.Ordinal);
        Finished shown = await server.RunAsync("market", "show", "broken");
        Assert.Matches("north +North +invited", shown.Out);

        await using CandorProcess asked = CandorProcess.Start([.. join, "--report", "0"]);
        await asked.LineAsync(static line => line == "reported 0 records");
        await server.RunAsync("market", "settle", "broken", "--key", server.OperatorKey);
        Assert.Equal(0, (await asked.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task Join_MostRowsAreBroken_WarnsBeforeItCommits()
    {
        await server.RunAsync(
            "market", "create", server.WriteDefinition("mostly.json"), "--key", server.OperatorKey);
        string data = server.Folder.Write("mostly.csv", "a\n1\nx\ny\n");
        string[] Join(string id, params string[] more) =>
            [.. server.Join("mostly", id, more).Select(arg => arg == server.Folder.File("data.csv") ? data : arg)];

        await using CandorProcess north = CandorProcess.Start(Join("north"));
        await north.LineAsync(static line => line.StartsWith("reported 1", StringComparison.Ordinal));
        Finished south = await CandorProcess.RunAsync(Join("south", "--json"));
        Finished ended = await north.FinishAsync();

        Assert.Equal((0, 0), (south.ExitCode, ended.ExitCode));
        int warned = ended.Error.IndexOf("\nwarning: 2 of 3 rows are broken, ", StringComparison.Ordinal);
        Assert.InRange(warned, 0, ended.Error.IndexOf("\ncommitted to ", StringComparison.Ordinal));
        using JsonDocument counted = JsonDocument.Parse(south.Error.Split('\n')[0]);
        Assert.StartsWith(
            "2 of 3 rows are broken, ", counted.RootElement.GetProperty("warning").GetString(), StringComparison.Ordinal);
        Assert.False(counted.RootElement.TryGetProperty("hints", out _));
    }

    [Fact]
    public async Task Market_SettledByItsOperator_LeavesTheSilentOut()
    {
        string definition = server.WriteDefinition("early.json");
        await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);
        await using CandorProcess north = CandorProcess.Start(server.Join("early", "north"));
        await north.LineAsync(static line => line.StartsWith("reported 3", StringComparison.Ordinal));
        Finished settled = await server.RunAsync("market", "settle", "early", "--key", server.OperatorKey, "--json");
        using JsonDocument market = JsonDocument.Parse(settled.Out);
        Assert.Equal("MARKET_PHASE_SETTLED", market.RootElement.GetProperty("phase").GetString());
        Assert.Equal(0, (await north.FinishAsync()).ExitCode);

        Finished shown = await server.RunAsync("market", "show", "early");
        Assert.Contains(
            "north        North    assigned\nsouth        South    out\n", shown.Out, StringComparison.Ordinal);

        Finished late = await CandorProcess.RunAsync(server.Join("early", "south", "--json"));
        using JsonDocument result = JsonDocument.Parse(late.Out);
        Assert.Equal("out", result.RootElement.GetProperty("phase").GetString());
    }

    [Fact]
    public async Task Market_Cancelled_TellsParticipantsWhy()
    {
        string definition = server.WriteDefinition("called-off.json");
        await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);
        await using CandorProcess north = CandorProcess.Start(server.Join("called-off", "north"));
        await north.LineAsync(static line => line.StartsWith("waiting", StringComparison.Ordinal));
        Finished cancelled = await server.RunAsync(
            "market", "cancel", "called-off", "--key", server.OperatorKey, "--reason", "A company is missing.");
        Assert.Contains("phase         cancelled", cancelled.Out, StringComparison.Ordinal);
        Finished end = await north.FinishAsync();
        Assert.Equal(1, end.ExitCode);
        Assert.Contains("reason             A company is missing.\n", end.Out, StringComparison.Ordinal);

        Finished list = await server.RunAsync("market", "list");
        Assert.Matches(@"markets/called-off +Two companies +cancelled +1/2 ", list.Out);
    }

    [Fact]
    public async Task Create_DefinitionWithoutAVersion_GetsTheNewestAndIsToldWhatFollows()
    {
        string definition = server.WriteDefinition("newest.json", version: "");

        Finished created = await server.RunAsync(
            "market", "create", definition, "--key", server.OperatorKey, "--json");

        using JsonDocument market = JsonDocument.Parse(created.Out);
        Assert.Equal(3, market.RootElement.GetProperty("definition").GetProperty("version").GetInt32());
        string[] told = WithoutNotes(created);
        Assert.Equal("filled in version: 3, the newest rules", told[0]);
        Assert.StartsWith("filled in logKey: ", told[1], StringComparison.Ordinal);
        Assert.Equal(
            [
                "members only: the operator, the roster and the validators may read this market, each with its --key; "
                + "\"readAccess\": \"MARKET_ACCESS_ANYONE\" lets everyone",
                "not listed: 'candor market list' does not name this market; \"listed\": true lets it",
            ],
            told[2..]);
    }

    [Fact]
    public async Task Create_YenWithoutAPaymentUnit_IsToldTheFieldAndShowsItWhereItIsWritten()
    {
        string plain = server.WriteDefinition("yen.json", version: "\"version\": 3,");
        string yen = (await File.ReadAllTextAsync(plain)).Replace("\"EUR\"", "\"JPY\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(plain, yen);
        Finished created = await server.RunAsync("market", "create", plain, "--key", server.OperatorKey);
        Assert.Equal(
            "payments in micro-JPY: JPY has 0 decimals, and a payment may have six; \"paymentUnit\": 1000000 rounds each "
            + "down to what can be paid",
            WithoutNotes(created)[^1]);
        Assert.DoesNotContain("multiples of", created.Out, StringComparison.Ordinal);

        await File.WriteAllTextAsync(
            plain, yen.Replace("\"JPY\",", "\"JPY\", \"paymentUnit\": 1000000,", StringComparison.Ordinal));
        created = await server.RunAsync(
            "market", "create", plain, "--id", "yen-2", "--key", server.OperatorKey);
        Assert.DoesNotContain("paymentUnit", created.Error, StringComparison.Ordinal);
        Assert.Contains("payments      multiples of 1 JPY, rounded down\n", created.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_Version2OpenToEveryone_IsToldNothingOfIt()
    {
        string definition = server.WriteDefinition(
            "open-to-all.json", version: "\"version\": 2, \"readAccess\": \"MARKET_ACCESS_ANYONE\", \"listed\": true,");

        Finished created = await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);

        Assert.StartsWith("filled in logKey: ", Assert.Single(WithoutNotes(created)), StringComparison.Ordinal);
        Assert.Equal(0, (await server.RunAsync("market", "show", "open-to-all")).ExitCode);
        Assert.Contains(
            "markets/open-to-all", (await server.RunAsync("market", "list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_Version1_IsToldWhatItLacks()
    {
        Finished created = await server.RunAsync(
            "market", "create", server.WriteDefinition("first-rules.json"), "--key", server.OperatorKey, "--json");

        Assert.Equal(
            "version 1: a server that signs its log anew can drop, repeat and move messages unseen by who keeps no "
            + "receipt; a payload may have two readings; deadlines do not grow with others' records; and everyone may read "
            + "roster, phases and events. Leave \"version\" out, for rules without this",
            WithoutNotes(created)[^1]);
        using JsonDocument market = JsonDocument.Parse(created.Out);
        Assert.Equal(1, market.RootElement.GetProperty("definition").GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task MembersOnly_EveryCommandThatReads_NeedsAMembersKey()
    {
        const string Hint =
            " (a market may show itself to its members alone: --key with the key of one of them then shows it)";
        string definition = server.WriteDefinition("closed.json", version: "");
        await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);
        string note = server.Folder.File("closed.note");
        string transcript = server.Folder.File("closed.transcript");
        string[] key = ["--key", server.Folder.File("south.pem")];
        Finished checkpoint = await server.RunAsync(["transcript", "checkpoint", "closed", .. key]);
        Assert.Equal((0, ""), (checkpoint.ExitCode, checkpoint.Error));
        await File.WriteAllTextAsync(note, checkpoint.Out);
        foreach (string[] command in (string[][])
            [
                ["market", "show", "closed"],
                ["transcript", "checkpoint", "closed"],
                ["transcript", "compare", "closed", note],
                ["transcript", "export", "closed", "--out", transcript],
            ])
        {
            string refusal = (await server.RunAsync(command)).RefusalLine();
            Assert.Equal($"MARKET_NOT_FOUND: There is no market named 'markets/closed'.{Hint}", refusal);
            Finished shown = await server.RunAsync([.. command, .. key]);
            Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
        }

        Assert.EndsWith(
            Hint, (await server.RunAsync("market", "watch", "closed")).RefusalLine(), StringComparison.Ordinal);
        Assert.DoesNotContain("closed", (await server.RunAsync("market", "list")).Out, StringComparison.Ordinal);
        await using CandorProcess watch = CandorProcess.Start(
            ["market", "watch", "closed", "--server", server.Address, .. key]);
        await using CandorProcess north = CandorProcess.Start(server.Join("closed", "north"));
        await north.LineAsync(static line => line.StartsWith("reported 3", StringComparison.Ordinal));
        await server.RunAsync("market", "settle", "closed", "--key", server.OperatorKey);
        Assert.Equal(0, (await north.FinishAsync()).ExitCode);
        Assert.EndsWith(
            "the market settled (the operator asked for it); out: south\n",
            (await watch.FinishAsync()).Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_Twice_IsRefusedByTheServersReason()
    {
        string definition = server.WriteDefinition("twice.json");
        await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);
        Finished again = await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);
        Assert.Equal((2, string.Empty), (again.ExitCode, again.Out));
        Assert.Contains("markets/twice", again.LastLine(), StringComparison.Ordinal);
        Assert.StartsWith("MARKET_ALREADY_EXISTS: ", again.LastLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_NegativeDiagonal_NamesThePath()
    {
        string definition = server.WriteDefinition("bad.json", """{ "values": [100, 0] }, { "values": [0, -1] }""");
        Finished run = await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);
        Assert.Contains("valuation.linear.rows[1].values[1]: found -1, "
            + "expected", run.RefusalLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_MalformedDefinition_SaysWhere()
    {
        string path = server.Folder.Write("malformed.json", "{\n  \"displayName\": \n}");
        Finished run = await server.RunAsync("market", "create", path, "--key", server.OperatorKey);
        Assert.Contains(path, run.RefusalLine(), StringComparison.Ordinal);
        Assert.Contains("line 3", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_MissingDefinition_SaysWhichFile()
    {
        Finished run = await server.RunAsync("market", "create", "nowhere.json", "--key", server.OperatorKey);
        Assert.Contains("nowhere.json", run.RefusalLine(), StringComparison.Ordinal);
        Assert.Contains("expected a market definition", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_OutputClosed_Ends()
    {
        string definition = server.WriteDefinition("left-early.json");
        await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);

        // The market stays open, so that nothing but the closed pipe ends the command.
        await using CandorProcess watch = CandorProcess.StartPiped(
            "head -n 1", "market", "watch", "left-early", "--server", server.Address);
        Finished ended = await watch.FinishAsync();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
    }

    [Fact]
    public async Task Create_FileNameThatIsNoId_AsksForOne()
    {
        string definition = server.WriteDefinition("My Market.json");
        Finished run = await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);
        Assert.Contains(
            "'My Market' cannot be a market's id; expected --id with", run.RefusalLine(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("show", "nowhere", "MARKET_NOT_FOUND: ")]
    [InlineData("watch", "nowhere", "MARKET_NOT_FOUND: ")]
    [InlineData("show", "No Where", "MARKET 'No Where': names no market; expected an id of 1 to 63 characters")]
    [InlineData("show", "markets/", "MARKET 'markets/': names no market; expected")]
    public async Task Market_UnknownOne_IsRefused(string command, string market, string expected)
    {
        Finished run = await server.RunAsync("market", command, market);
        Assert.StartsWith(expected, run.RefusalLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settle_AnotherKey_IsRefused()
    {
        string definition = server.WriteDefinition("guarded.json");
        await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);
        Finished run = await server.RunAsync("market", "settle", "guarded", "--key", server.Folder.File("north.pem"));
        Assert.StartsWith("KEY_NOT_ON_RECORD: ", run.RefusalLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_WrongInputs_AreRefusedBeforeAnythingIsSent()
    {
        (string[] Change, string Expected)[] cases =
        [
            (["--data", "no.csv"], "There is no file 'no.csv'; expected a dataset in CSV."),
            (["--data", server.Folder.Write("empty.csv", "")], "is empty; expected a dataset in CSV."),
            (["--data", server.Folder.Write("b.csv", "b\n1\n")], "names none of the columns 'a'"),
            (["--schema", server.Folder.Write("s.json", "{")], "The dataset schema"),
            (["--schema", "no.json"], "There is no file 'no.json'; expected a dataset schema in JSON."),
            (["--key", "no.pem"], "There is no key file 'no.pem'"),
            (["--key", server.Folder.Write("k.pem", "x")], "holds no PEM block; expected"),
            (["--as", "NORTH"], "--as 'NORTH': names no participant; expected an id of"),
            (["--report", "4"], "--report 4: is more than the 3 valid, distinct records of"),
            (["--report", "-1"], "candor join: Cannot parse argument '-1' for option '--report'"),
            (["--rules", "abc"], "--rules 'abc': is not a digest; expected 64 hexadecimal digits"),
        ];
        foreach ((string[] change, string expected) in cases)
        {
            Finished run = await CandorProcess.RunAsync(Changed(server.Join("nowhere", "north"), change));
            Assert.Contains(expected, run.RefusalLine(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Join_NotInTheRosterOrUnderOtherRules_IsRefused()
    {
        string definition = server.WriteDefinition("rosters.json");
        await server.RunAsync("market", "create", definition, "--key", server.OperatorKey);
        Finished stranger = await CandorProcess.RunAsync(
            Changed(server.Join("rosters", "north", "--json"), ["--as", "stranger"]));
        Assert.Contains("PARTICIPANT_NOT_FOUND: ", stranger.Error, StringComparison.Ordinal);
        Assert.Equal(2, stranger.ExitCode);

        Finished wrongKey = await CandorProcess.RunAsync(
            Changed(server.Join("rosters", "north", "--json"), ["--key", server.Folder.File("south.pem")]));
        Assert.Contains("KEY_NOT_ON_RECORD: ", wrongKey.Error, StringComparison.Ordinal);
        Assert.Equal(2, wrongKey.ExitCode);

        Finished otherRules = await CandorProcess.RunAsync(
            server.Join("rosters", "north", "--json", "--rules", new string('0', 64)));
        Assert.Contains($"expected '{new string('0', 64)}'", otherRules.Error, StringComparison.Ordinal);
        Assert.Equal(2, otherRules.ExitCode);
    }

    private static string[] Changed(string[] args, string[] change)
    {
        int at = Array.IndexOf(args, change[0]);
        return at < 0 ? [.. args, .. change] : [.. args[..(at + 1)], change[1], .. args[(at + 2)..]];
    }

    // What is told of the rules' version, without the advice on what the paper assumes of the market.
    private static string[] WithoutNotes(Finished created) =>
    [
        .. created.Error.TrimEnd('\n').Split('\n')
            .Where(static line => !line.StartsWith("note: ", StringComparison.Ordinal)),
    ];
}
