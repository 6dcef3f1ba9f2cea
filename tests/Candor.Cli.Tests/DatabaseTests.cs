using System.Text.Json;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

/// <summary><c>candor database …</c> on the files of a real server, while it runs and after it.</summary>
[Trait("Category", "Slow")]
public sealed class DatabaseTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Announcement = "listening on ";

    private string Database => server.Folder.File("candor.db");

    [Fact]
    public async Task Check_BesideARunningServer_HoldsInWordsAndInJson()
    {
        await CreateAsync("checked");

        Finished run = await CandorProcess.RunAsync("database", "check", Database);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.EndsWith("holds: everything is what was written\n", run.Out, StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(
            (await CandorProcess.RunAsync("database", "check", Database, "--json")).Out);
        Assert.True(json.RootElement.GetProperty("holds").GetBoolean());
        Assert.Equal(["server", "validator"], json.RootElement.GetProperty("databases").EnumerateArray()
            .Select(static one => one.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Backup_OfARunningServer_SaysHowKeysAreKeptAndIsCheckedByItself()
    {
        await CreateAsync("copied");
        string copy = server.Folder.File("copy");

        Finished run = await CandorProcess.RunAsync("database", "backup", Database, "--to", copy);

        Assert.Equal(0, run.ExitCode);
        Assert.EndsWith($"{copy}: copied, and the copy holds\n", run.Out, StringComparison.Ordinal);
        Assert.Equal(
            $"NOT in the copy: the log key '{Database}.log-key' and the validator's key '{Database}.validator-key'. Without them no "
            + "server goes on from it, and nobody can make them again: keep copies of them elsewhere.",
            run.LastLine());

        // With the keys that are elsewhere the copy holds; alone it says what is missing.
        Finished alone = await CandorProcess.RunAsync("database", "check", Path.Combine(copy, "candor.db"));
        Assert.Equal(1, alone.ExitCode);
        Assert.Contains("candor.db.log-key: the log key is not there; expected candor+", alone.Out, StringComparison.Ordinal);

        Finished again = await CandorProcess.RunAsync("database", "backup", Database, "--to", copy);
        Assert.StartsWith($"'{copy}' is there already; expected the name of a new folder", again.RefusalLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_WithKeys_SaysWhatThatMeans()
    {
        string copy = server.Folder.File("with-keys");

        Finished run = await CandorProcess.RunAsync("database", "backup", Database, "--to", copy, "--with-keys");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("whoever reads it can sign in this server's name", run.LastLine(), StringComparison.Ordinal);
        Assert.Equal(
            File.ReadAllText($"{Database}.log-key"), File.ReadAllText(Path.Combine(copy, "candor.db.log-key")));
        Finished check = await CandorProcess.RunAsync("database", "check", Path.Combine(copy, "candor.db"));
        Assert.Equal((0, ""), (check.ExitCode, check.Error));
    }

    [Fact]
    public async Task Check_MarksThatAreGone_ExitsWithOneAndNamesThem()
    {
        string copy = server.Folder.File("no-marks");
        await CandorProcess.RunAsync("database", "backup", Database, "--to", copy, "--with-keys");
        string marks = Path.Combine(copy, "candor.db.log-key.marks");
        File.Delete(marks);

        Finished run = await CandorProcess.RunAsync("database", "check", Path.Combine(copy, "candor.db"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"damaged: {marks}: the file is not there\n", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("does not hold: 1 thing is not what was written\n", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("backup")]
    public async Task Command_FileThatIsNotThere_IsRefused(string command)
    {
        string path = server.Folder.File("nowhere.db");
        string[] more = command == "backup" ? ["--to", server.Folder.File("never")] : [];

        Finished run = await CandorProcess.RunAsync(["database", command, path, .. more]);

        Assert.Equal(
            $"The database '{path}' is not there; expected the file of a server or of a validator.", run.RefusalLine());
    }

    [Fact]
    public async Task AcceptLoss_AfterAnOlderCopyWasPutBack_LetsTheServerGoOnAndClientsSeeIt()
    {
        using var folder = new TemporaryFolder();
        string database = folder.File("own.db");
        string seen = folder.File("seen.json");
        await using (CandorProcess first = await StartAsync(database))
        {
            await CreateAtAsync(first, "kept");
            Finished checkpoint = await AskAsync(first, "transcript", "checkpoint", "kept", "--seen", seen);
            Assert.Equal(0, checkpoint.ExitCode);
            Finished copied = await CandorProcess.RunAsync("database", "backup", database, "--to", folder.File("copy"));
            Assert.Equal(0, copied.ExitCode);
            await CreateAtAsync(first, "gone");
            await StopAsync(first);
        }

        File.Copy(Path.Combine(folder.File("copy"), "own.db"), database, overwrite: true);
        Finished refused = await CandorProcess.RunAsync("serve", "--listen", "http://127.0.0.1:0", "--database", database);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("markets/gone is missing, 1 event was signed", refused.Error, StringComparison.Ordinal);

        Finished asked = await CandorProcess.RunAsync("database", "accept-loss", database);
        Assert.EndsWith("Found no --lost, expected --lost 1 from whoever accepts that.", asked.RefusalLine(), StringComparison.Ordinal);
        Finished accepted = await CandorProcess.RunAsync("database", "accept-loss", database, "--lost", "1");
        Assert.Equal(0, accepted.ExitCode);
        Assert.StartsWith("accepted: 1 signed events are lost\nold log key  candor+", accepted.Out, StringComparison.Ordinal);

        await using CandorProcess again = await StartAsync(database);
        Finished told = await AskAsync(again, "transcript", "checkpoint", "kept", "--seen", seen);
        string refusal = told.RefusalLine(1);
        Assert.StartsWith("The server's checkpoint of markets/kept is ", refusal, StringComparison.Ordinal);
        Assert.Contains(OldKeyOf(accepted), refusal, StringComparison.Ordinal);
        await StopAsync(again);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("backup")]
    [InlineData("accept-loss")]
    public async Task Help_OfEach_TeachesWithExamples(string command)
    {
        Finished run = await CandorProcess.RunAsync("database", command, "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"candor database {command} candor.db", run.Out, StringComparison.Ordinal);
    }

    private static async Task<CandorProcess> StartAsync(string database)
    {
        CandorProcess process = CandorProcess.Start("serve", "--listen", "http://127.0.0.1:0", "--database", database);
        await process.LineAsync(static line => line.StartsWith(Announcement, StringComparison.Ordinal));
        return process;
    }

    private static async Task<Finished> AskAsync(CandorProcess process, params string[] args)
    {
        string line = await process.LineAsync(static line => line.StartsWith(Announcement, StringComparison.Ordinal));
        return await CandorProcess.RunAsync([.. args, "--server", line[Announcement.Length..]]);
    }

    private static string OldKeyOf(Finished accepted) => accepted.Out.Split('\n')[1]["old log key  ".Length..];

    private static async Task StopAsync(CandorProcess process)
    {
        await process.SignalAsync("TERM");
        Assert.Equal(0, (await process.FinishAsync()).ExitCode);
    }

    private async Task CreateAtAsync(CandorProcess process, string market)
    {
        Finished created = await AskAsync(
            process, "market", "create", server.WriteDefinition($"{market}.json"), "--key", server.OperatorKey);
        Assert.Equal(0, created.ExitCode);
    }

    private async Task CreateAsync(string market)
    {
        Finished created = await server.RunAsync(
            "market", "create", server.WriteDefinition($"{market}.json"), "--key", server.OperatorKey);
        Assert.Equal(0, created.ExitCode);
    }
}
