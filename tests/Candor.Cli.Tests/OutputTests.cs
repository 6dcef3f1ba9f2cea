using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class OutputTests : IDisposable
{
    private const string Notes = "notes of a year\n";

    // Nobody listens there: whatever is refused is refused before the server is asked.
    private const string Nowhere = "http://127.0.0.1:1";

    private readonly TemporaryFolder _folder = new();

    private static string Scenario => Path.Combine(AppContext.BaseDirectory, "samples/scenarios/three-rivals.json");

    public void Dispose() => _folder.Dispose();

    /// <summary>Each command that writes, up to the path of its output.</summary>
    public static TheoryData<string> Writers =>
    [
        "check SCENARIO --shard 1/2 --out", "desirable SCENARIO --shard 1/2 --out", "simulate --figure",
        "transcript export market --server NOWHERE --out", "transcript checkpoint market --server NOWHERE --seen",
        "transcript compare market NOTES --server NOWHERE --seen",
        "join market --as north --key KEY --data NOTES --server NOWHERE --receipt",
        "join market --as north --key KEY --data NOTES --server NOWHERE --checkpoints",
    ];

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Output_ThatIsSomethingElse_IsLeftAsItIs(string command)
    {
        string notes = _folder.Write("precious.txt", Notes);

        Finished refused = await RunAsync(command, notes);

        Assert.Contains("left as it is", refused.RefusalLine(), StringComparison.Ordinal);
        Assert.Equal(Notes, await File.ReadAllTextAsync(notes));
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Output_WithoutAName_IsRefusedInWords(string command)
    {
        Assert.Contains("names nothing; expected", (await RunAsync(command, "")).RefusalLine(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Output_InAFolderThatIsNotThere_IsRefusedBeforeTheWork(string command)
    {
        string refusal = (await RunAsync(command, _folder.File("none/file"))).RefusalLine();
        Assert.Contains("cannot be written", refusal, StringComparison.Ordinal);
        Assert.Contains("no folder", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keygen --out", "--out '': names nothing; expected a file")]
    [InlineData("figures --out", "--out '': names nothing; expected a folder")]
    [InlineData("demo --keep", "--keep '': names nothing; expected a new or an empty folder")]
    [InlineData("transcript checkpoint market --key", "--key '': names nothing; expected a private key, as")]
    public async Task Path_ThatIsEmpty_IsRefusedInWords(string command, string expected)
    {
        Assert.StartsWith(expected, (await RunAsync(command, "")).RefusalLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_ThatIsAnInputThroughALink_IsLeftAsItIs()
    {
        string key = await KeyAsync();
        byte[] before = await File.ReadAllBytesAsync(key);
        File.CreateSymbolicLink(_folder.File("link"), key);

        Finished export = await RunAsync(
            $"transcript export market --server {Nowhere} --key {key} --out", _folder.File("link"));
        Finished join = await RunAsync(
            $"join market --as north --key {key} --data NOTES --server {Nowhere} --receipt", _folder.File("link"));

        Assert.Equal(
            $"--out '{_folder.File("link")}': is the file of --key, and is left as it is; expected a file of its own",
            export.RefusalLine());
        Assert.StartsWith(
            $"--receipt '{_folder.File("link")}': is the file of --key", join.RefusalLine(), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(key));
    }

    [Fact]
    public async Task Join_ReceiptAndCheckpointsInOneFile_IsRefused()
    {
        string both = _folder.File("both");
        Finished refused = await RunAsync(
            $"join market --as north --key KEY --data NOTES --server NOWHERE --checkpoints {both} --receipt", both);
        Assert.StartsWith(
            $"--receipt '{both}': is the file of --checkpoints", refused.RefusalLine(), StringComparison.Ordinal);
        Assert.False(File.Exists(both));
    }

    [Fact]
    public async Task Figures_OverATableThatIsSomethingElse_LeaveEverythingAsItIs()
    {
        _folder.Write("figure-2.csv", Notes);

        Finished refused = await CandorProcess.RunAsync("figures", "--out", _folder.Path);

        Assert.Contains("figure-2.csv': the file is something else", refused.RefusalLine(), StringComparison.Ordinal);
        Assert.Equal(["figure-2.csv"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
        Assert.Equal(Notes, await File.ReadAllTextAsync(_folder.File("figure-2.csv")));
    }

    [Fact]
    public async Task Part_OverAPartOrAnEmptyFileOrThroughALink_IsWritten()
    {
        string part = _folder.Write("part.json", string.Empty);
        File.CreateSymbolicLink(_folder.File("link"), part);
        foreach (string path in new[] { part, part, _folder.File("link") })
        {
            Finished run = await CandorProcess.RunAsync("check", Scenario, "--shard", "1/2", "--out", path);
            Assert.True(run.ExitCode == 0, run.Error);
        }

        Assert.Equal(part, new FileInfo(_folder.File("link")).LinkTarget);
        Finished other = await CandorProcess.RunAsync("desirable", Scenario, "--shard", "1/2", "--out", part);
        Assert.Contains("a part of 'candor desirable'", other.RefusalLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_AtADevice_IsRefused()
    {
        if (OperatingSystem.IsLinux())
        {
            string refusal = (await RunAsync("check SCENARIO --shard 1/2 --out", "/dev/null")).RefusalLine();
            Assert.Equal("--out '/dev/null': is no place for a file; expected a file", refusal);
        }
    }

    private async Task<Finished> RunAsync(string command, string output)
    {
        string key = command.Contains("KEY", StringComparison.Ordinal) ? await KeyAsync() : string.Empty;
        return await CandorProcess.RunAsync(
        [
            .. command.Split(' ').Select(word => word switch
            {
                "SCENARIO" => Scenario,
                "NOWHERE" => Nowhere,
                "KEY" => key,
                "NOTES" => _folder.Write("notes.txt", Notes),
                _ => word,
            }),
            output,
        ]);
    }

    private async Task<string> KeyAsync()
    {
        string key = _folder.File("key.pem");
        Finished made = await CandorProcess.RunAsync("keygen", "--out", key);
        Assert.Equal(0, made.ExitCode);
        return key;
    }
}
