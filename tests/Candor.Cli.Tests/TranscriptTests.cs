using System.Text;
using Candor.Cli.Tests.Harness;
using Candor.Client.Transcripts;
using Candor.Market.Transcripts;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class TranscriptTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Transcript_OfASettledMarket_IsExportedForMembersAndForStrangers()
    {
        await CreateAsync("exported");
        await using CandorProcess north = CandorProcess.Start(server.Join("exported", "north"));
        await using CandorProcess south = CandorProcess.Start(server.Join("exported", "south"));
        Assert.Equal(0, (await north.FinishAsync()).ExitCode);
        Assert.Equal(0, (await south.FinishAsync()).ExitCode);
        string mine = server.Folder.File("mine.transcript");
        string theirs = server.Folder.File("theirs.transcript");

        Finished member = await server.RunAsync(
            "transcript", "export", "exported", "--out", mine, "--key", server.Folder.File("north.pem"));
        Finished stranger = await server.RunAsync("transcript", "export", "exported", "--out", theirs);

        Assert.Equal((0, ""), (member.ExitCode, member.Error));
        Assert.StartsWith($"{mine}: 8 entries of candor/markets/exported", member.Out, StringComparison.Ordinal);
        Assert.Equal(0, stranger.ExitCode);
        if (!OperatingSystem.IsWindows())
        {
            // The member's holds reports; what strangers may read is for handing on.
            Assert.Equal("600", FileModes.Of(mine));
            Assert.NotEqual("600", FileModes.Of(theirs));
        }

        Assert.All(Read(mine), entry => Assert.NotNull(entry.Entry));
        Assert.Equal(3, Read(theirs).Count(entry => entry.Entry is null));
        Assert.Equal(
            Read(mine).Select(entry => Convert.ToHexString(entry.LeafHash.Span)),
            Read(theirs).Select(entry => Convert.ToHexString(entry.LeafHash.Span)));
        Assert.Equal(
            2, Directory.GetFiles(server.Folder.Path).Count(file => file.Contains(".transcript", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Transcript_Checkpoint_PrintsTheNoteThatCompareTakes()
    {
        await CreateAsync("compared");
        Finished key = await server.RunAsync("transcript", "key");
        Finished checkpoint = await server.RunAsync(
            "transcript", "checkpoint", "compared", "--seen", server.Folder.File("compared.seen"));
        string note = server.Folder.Write("compared.note", checkpoint.Out);

        Finished compared = await server.RunAsync("transcript", "compare", "compared", note);
        Finished kept = await server.RunAsync(
            "transcript", "compare", "compared", server.Folder.File("compared.seen"));

        Assert.StartsWith("candor+", key.Out, StringComparison.Ordinal);
        Assert.StartsWith("candor/markets/compared\n1\n", checkpoint.Out, StringComparison.Ordinal);
        Assert.Contains("\n\n— candor ", checkpoint.Out, StringComparison.Ordinal);
        Assert.Equal(0, compared.ExitCode);
        Assert.StartsWith("one transcript: 1 entries, root ", compared.Out, StringComparison.Ordinal);
        Assert.Equal((0, compared.Out), (kept.ExitCode, kept.Out));
    }

    [Fact]
    public async Task Transcript_CompareWithAForkThatTheServerSigned_PrintsBothNotesAndFails()
    {
        // Who holds the server's key can sign anything, which is what a server that shows two transcripts does.
        await CreateAsync("split");
        Assert.True(TranscriptSigner.TryParse(
            File.ReadAllText(server.Folder.File("candor.db.log-key")).Trim(), out TranscriptSigner? signer));
        var fork = new TranscriptLog("markets/split", signer);
        fork.Append(["another entry"u8.ToArray()]);
        string note = Encoding.UTF8.GetString(fork.Checkpoint().Note.Span);

        Finished compared = await server.RunAsync(
            "transcript", "compare", "split", server.Folder.Write("split.note", note));

        Assert.Equal(1, compared.ExitCode);
        Assert.EndsWith(note, compared.Out, StringComparison.Ordinal);
        Assert.Equal(2, compared.Out.Split("candor/markets/split\n1\n").Length - 1);
        Assert.Contains("one size has two roots", compared.Error, StringComparison.Ordinal);
        Assert.Single(compared.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Transcript_WrongInput_IsOneLine()
    {
        await CreateAsync("wrong");
        string noNote = server.Folder.Write("no.note", "no note\n");
        string missing = server.Folder.File("missing.note");

        Assert.Contains(
            "is not a signed note; expected a checkpoint",
            (await server.RunAsync("transcript", "compare", "wrong", noNote)).RefusalLine(),
            StringComparison.Ordinal);
        Assert.Contains(
            $"{missing}: no such file",
            (await server.RunAsync("transcript", "compare", "wrong", missing)).RefusalLine(),
            StringComparison.Ordinal);
        Assert.Contains(
            "MARKET_NOT_FOUND",
            (await server.RunAsync("transcript", "checkpoint", "none-such")).RefusalLine(),
            StringComparison.Ordinal);
        Assert.Contains(
            "names no market",
            (await server.RunAsync("transcript", "checkpoint", "Not-A-Market")).RefusalLine(),
            StringComparison.Ordinal);
        Assert.Contains(
            "cannot be written",
            (await server.RunAsync(
                "transcript", "export", "wrong", "--out", server.Folder.File(Path.Combine("none", "file")))).RefusalLine(),
            StringComparison.Ordinal);
    }

    private async Task CreateAsync(string market)
    {
        Finished created = await server.RunAsync(
            "market", "create", server.WriteDefinition($"{market}.json"), "--key", server.OperatorKey);
        Assert.Equal(0, created.ExitCode);
    }

    private static List<TranscriptEntry> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        return [.. TranscriptFile.Read(file).ReadEntries()];
    }
}
