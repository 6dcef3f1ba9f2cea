using System.Text.Json;
using Candor.Cli.Tests.Harness;
using Candor.Client.Transcripts;
using Candor.Commitments.Merkle;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class VerifyTests
{
    [Fact]
    public async Task Verify_DefinitionWithATimeThatNoCalendarHas_NamesTheFirstEntry()
    {
        Finished verified = await CandorProcess.RunAsync("verify", PathOf("bad-time.transcript"));

        Assert.Equal((1, ""), (verified.ExitCode, verified.Error));
        Assert.Contains("does not hold: entry 0 (Rules)", verified.Out, StringComparison.Ordinal);
        Assert.Contains("reportDeadline: found 1000000000000000 seconds", verified.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("verified:", verified.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AgainstWhatWasKept_NamesEachFileAndFailsAtTheFirstThatDoesNotHold()
    {
        using var folder = new TemporaryFolder();
        string honest = NoteOf("honest.transcript", folder.File("honest.note"));
        string forged = NoteOf("forged-01.transcript", folder.File("forged.note"));
        string receipt = folder.File("receipt.json");
        using (FileStream file = File.OpenRead(PathOf("honest.transcript")))
        {
            TranscriptFileReader reader = TranscriptFile.Read(file);
            var tree = new MerkleTree();
            TranscriptEntry[] entries = [.. reader.ReadEntries()];
            Array.ForEach(entries, entry => tree.AppendHash(entry.LeafHash.Span));
            TranscriptReceiptFile.Save(
                new TranscriptReceipt(
                    11, entries[11].Entry!.Value, reader.Header.Checkpoint, tree.ProveInclusion(11, tree.Size)),
                receipt);
        }

        Finished holds = await CandorProcess.RunAsync(
            "verify", PathOf("honest.transcript"), "--receipt", receipt, "--checkpoint", honest);
        Finished dropped = await CandorProcess.RunAsync("verify", PathOf("forged-01.transcript"), "--receipt", receipt);
        Finished split = await CandorProcess.RunAsync(
            "verify", PathOf("honest.transcript"), "--checkpoint", honest, forged, "--json");

        Assert.Equal(0, holds.ExitCode);
        Assert.Contains($"holds: receipt {receipt}: entry 11 is there, under a note of 13 entries\n"
            + $"holds: checkpoint {honest}: the transcript grew from its 13 entries\n", holds.Out, StringComparison.Ordinal);
        Assert.Contains("verified: everything holds", holds.Out, StringComparison.Ordinal);
        Assert.Equal(1, dropped.ExitCode);
        Assert.Contains(
            $"does not hold: receipt {receipt}: entry 11: it is for entry 11, ReportAccepted with leaf hash ",
            dropped.Out,
            StringComparison.Ordinal);
        Assert.Contains("does not hold: entry 11 (Evidence): Receipt 1 ", dropped.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("verified:", dropped.Out, StringComparison.Ordinal);
        Assert.Equal(1, split.ExitCode);
        using JsonDocument result = JsonDocument.Parse(split.Out);
        Assert.False(result.RootElement.GetProperty("verified").GetBoolean());
        Assert.Equal("Evidence", result.RootElement.GetProperty("fault").GetProperty("check").GetString());
        Assert.Equal(
            [(honest, true), (forged, false)],
            result.RootElement.GetProperty("checkpoints").EnumerateArray().Select(static one =>
                (one.GetProperty("file").GetString()!, one.GetProperty("holds").GetBoolean())));
        Assert.False(result.RootElement.TryGetProperty("receipts", out _));
    }

    [Fact]
    public async Task Verify_AgainstTheCheckpointsThatJoinKeeps_TakesThoseOfItsMarket()
    {
        using var folder = new TemporaryFolder();
        string kept = folder.File("kept.checkpoints");
        var store = new FileCheckpointStore(kept);
        TranscriptHeader header;
        using (FileStream file = File.OpenRead(PathOf("honest.transcript")))
        {
            header = TranscriptFile.Read(file).Header;
        }

        var seen = new SeenTranscript(header.LogKey, header.Checkpoint);
        await store.KeepAsync("markets/another", seen, CancellationToken.None);
        Finished without = await CandorProcess.RunAsync(
            "verify", PathOf("honest.transcript"), "--checkpoint", kept);
        await store.KeepAsync(header.Market, seen, CancellationToken.None);
        Finished with = await CandorProcess.RunAsync("verify", PathOf("honest.transcript"), "--checkpoint", kept);
        Finished damaged = await CandorProcess.RunAsync(
            "verify", PathOf("honest.transcript"), "--checkpoint", folder.Write("damaged", "{}"));

        Assert.StartsWith($"{kept}: keeps no checkpoint of {header.Market}; ", without.RefusalLine(), StringComparison.Ordinal);
        Assert.Equal(0, with.ExitCode);
        Assert.Contains(
            $"holds: checkpoint {kept}: the transcript grew from its 13 entries\n", with.Out, StringComparison.Ordinal);
        Assert.Contains("holds no seen checkpoints", damaged.RefusalLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_FilesThatKeepNothing_AreRefused()
    {
        using var folder = new TemporaryFolder();
        string empty = folder.Write("empty.json", "{}");
        string transcript = PathOf("honest.transcript");
        string missing = folder.File("missing");

        Assert.Contains(
            $"The file '{empty}' is not a receipt: it keeps none of a message",
            (await CandorProcess.RunAsync("verify", transcript, "--receipt", empty)).RefusalLine(),
            StringComparison.Ordinal);
        Assert.StartsWith(
            $"{missing}: no such file; expected a receipt",
            (await CandorProcess.RunAsync("verify", transcript, "--receipt", missing)).RefusalLine(),
            StringComparison.Ordinal);
        Assert.StartsWith(
            $"{missing}: no such file; expected a checkpoint",
            (await CandorProcess.RunAsync("verify", transcript, "--checkpoint", missing)).RefusalLine(),
            StringComparison.Ordinal);

        string prose = folder.Write("prose.txt", "The log has grown.\n");
        Assert.StartsWith(
            $"{prose}: is not a signed note; expected a checkpoint",
            (await CandorProcess.RunAsync("verify", transcript, "--checkpoint", prose)).RefusalLine(),
            StringComparison.Ordinal);
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Inputs", name);

    private static string NoteOf(string transcript, string path)
    {
        using FileStream file = File.OpenRead(PathOf(transcript));
        File.WriteAllBytes(path, TranscriptFile.Read(file).Header.Checkpoint.ToArray());
        return path;
    }
}
