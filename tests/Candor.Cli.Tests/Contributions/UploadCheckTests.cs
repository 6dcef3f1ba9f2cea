using Candor.Cli.Contributions;
using Candor.Cli.Tests.Harness;
using Candor.Client.Transcripts;
using Candor.Hosting.Blobs;
using Candor.Market.Events;

namespace Candor.Cli.Tests.Contributions;

/// <summary>The uploads of a market that a real server kept: two epochs, and company-0 named after the first.</summary>
public sealed class UploadCheckTests : IDisposable
{
    // Four counts, seven masked vectors and shares, two comparisons and a model.
    private const int Checks = 4 + 7 + 7 + 2 + 1;

    private static readonly string s_kept = Path.Combine(AppContext.BaseDirectory, "Inputs", "trained");

    private readonly TemporaryFolder _folder = new();

    public UploadCheckTests()
    {
        Directory.CreateDirectory(Market);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(s_kept, "blobs", "m")))
        {
            File.Copy(file, Path.Combine(Market, Path.GetFileName(file)));
        }
    }

    private string Market => Path.Combine(_folder.Path, "blobs", "m");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_WhatTheServerKept_HoldsInBothEpochs()
    {
        IReadOnlyList<UploadFinding> findings = await CheckAsync();

        Assert.Equal(Checks, findings.Count);
        Assert.All(findings, static one => Assert.True(one.Holds, one.Fault));
        Assert.Equal(
            "they are not the committed ones, and the log names it for that (MASKS_FAIL)",
            findings.Single(static one => one is { Statement: UploadFinding.Masks, Epoch: 1, Participant: "company-0" }).Fault);
        Assert.Equal([1, 2], findings.Where(static one => one.Statement == UploadFinding.Comparison).Select(static one => one.Epoch!.Value));
    }

    [Theory]
    [InlineData("commitments", 4)]
    [InlineData("masked-values", 7)]
    [InlineData("masked-blindings", 7)]
    [InlineData("encrypted-shares", 7)]
    [InlineData("models", 1)]
    public async Task Check_OneBitOfAFileTurned_NamesThatFileAlone(string kind, int files)
    {
        Assert.Equal(files, FilesOf(kind).Length);
        foreach (string file in FilesOf(kind))
        {
            byte[] whole = await File.ReadAllBytesAsync(file);

            // Header, content, and the hashes at the end.
            foreach (int at in (int[])[9, 130, whole.Length - 40, whole.Length - 1])
            {
                byte[] turned = [.. whole];
                turned[at] ^= 1;
                await File.WriteAllBytesAsync(file, turned);

                UploadFinding failed = Assert.Single(await CheckAsync(), static one => one.Holds == false);

                Assert.Contains(Path.GetFileName(file), failed.Fault, StringComparison.Ordinal);
                Assert.Contains("is damaged or is not this blob", failed.Fault, StringComparison.Ordinal);
            }

            await File.WriteAllBytesAsync(file, whole);
        }
    }

    [Theory]
    [InlineData("commitments")]
    [InlineData("masked-values")]
    [InlineData("masked-blindings")]
    [InlineData("encrypted-shares")]
    public async Task Check_AnotherContentUnderTheSameName_HasAnotherDigest(string kind)
    {
        string[] files = FilesOf(kind);
        string into = files[0];
        string other = files[1..].First(file => new FileInfo(file).Length == new FileInfo(into).Length);
        byte[] content = (await File.ReadAllBytesAsync(other))[BlobHeader.Bytes..^(2 * BlobSeal.HashBytes)];
        string owner = BlobHeader.Decode((await File.ReadAllBytesAsync(into)).AsSpan(0, BlobHeader.Bytes))!.Owner;
        Assert.True(BlobName.TryParse("m", Path.GetFileName(into), out BlobName? name));

        // Sealed as a server would: only the digest in the log tells.
        await File.WriteAllBytesAsync(into, Seal(name, content, owner));

        UploadFinding failed = Assert.Single(await CheckAsync(), static one => one.Holds == false);
        Assert.EndsWith(
            "is not what was signed: EquationFails; expected what its digest is of.", failed.Fault, StringComparison.Ordinal);
        Assert.Equal(owner, failed.Participant);
    }

    [Theory]
    [InlineData("commitments", UploadFinding.Count)]
    [InlineData("masked-values", UploadFinding.Masks)]
    [InlineData("masked-blindings", UploadFinding.Masks)]
    [InlineData("encrypted-shares", UploadFinding.Shares)]
    [InlineData("models", UploadFinding.Model)]
    public async Task Check_PartThatIsGone_IsNotCheckedAndTheRestHolds(string kind, string statement)
    {
        File.Delete(FilesOf(kind)[0]);

        IReadOnlyList<UploadFinding> findings = await CheckAsync();

        Assert.DoesNotContain(findings, static one => one.Holds == false);
        UploadFinding missing = findings.First(static one => one.Holds is null);
        Assert.Equal((statement, UploadFindings.Missing), (missing.Statement, missing.Fault));
        bool isNeeded = statement is UploadFinding.Count or UploadFinding.Masks;
        Assert.Equal(isNeeded, findings.Any(static one => one is { Statement: UploadFinding.Comparison, Holds: null }));
    }

    [Fact]
    public async Task Check_PartCutOff_IsNamed()
    {
        string file = FilesOf("masked-values")[0];
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..^50]);

        UploadFinding failed = Assert.Single(await CheckAsync(), static one => one.Holds == false);

        Assert.Contains("bytes; expected", failed.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_LinkInPlaceOfAPart_IsNotFollowed()
    {
        string file = FilesOf("masked-values")[0];
        string aside = _folder.File("aside");
        File.Move(file, aside);
        File.CreateSymbolicLink(file, aside);

        UploadFinding failed = Assert.Single(await CheckAsync(), static one => one.Holds == false);

        Assert.Contains("is a link; expected a file that this server has written", failed.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_FilesThatTheLogDoesNotName_AreNamedAndChangeNothing()
    {
        string foreign = "masked-values-" + new string('a', 64);
        File.Copy(FilesOf("masked-values")[0], Path.Combine(Market, foreign));
        await File.WriteAllTextAsync(Path.Combine(Market, "shares-" + new string('b', 64) + ".part"), "half");
        await File.WriteAllTextAsync(Path.Combine(Market, "notes.txt"), "nobody's");

        IReadOnlyList<UploadFinding> findings = await CheckAsync();

        Assert.Equal(Checks, findings.Count(static one => one.Holds == true));
        Assert.Equal(
            [
                $"{foreign}: the log names no upload of this digest",
                $"shares-{new string('b', 64)}.part: an upload of which not all has come",
            ],
            findings.Where(static one => one.Statement == UploadFinding.File).Select(static one => one.Fault));
    }

    [Fact]
    public async Task Check_PlatformNamesSomebodyElse_DoesNotHold()
    {
        TranscriptVerification verified = Verify();
        TrainedEpoch first = verified.Epochs[0];
        TrainedEpoch lied = first with
        {
            Compared = first.Compared! with
            {
                Named = [first.Compared.Named[0] with { Participant = "company-1" }],
            },
        };

        IReadOnlyList<UploadFinding> findings = await new UploadCheck(
            verified.State!, [lied, verified.Epochs[1]], Path.GetDirectoryName(Market)!).RunAsync(CancellationToken.None);

        Assert.Equal(
            [
                "they are not the committed ones (EquationFails), and the log names nobody for that",
                "the log names it for them (MASKS_FAIL), and they are the committed ones; expected nobody named",
                "the log names 'company-1' (MasksFail) and 0 pairs; expected 'company-0' (MasksFail) and 0, as points and "
                    + "uploads give them",
            ],
            findings.Where(static one => one.Holds == false).Select(static one => one.Fault));
    }

    [Fact]
    public async Task Check_PlatformSaysThatAPairDiffers_DoesNotHold()
    {
        TranscriptVerification verified = Verify();
        TrainedEpoch last = verified.Epochs[1];
        TrainedEpoch lied = last with { Compared = last.Compared! with { Disputed = [new DisputedPair(1, 2)] } };

        UploadFinding failed = Assert.Single(
            await new UploadCheck(verified.State!, [verified.Epochs[0], lied], Path.GetDirectoryName(Market)!)
                .RunAsync(CancellationToken.None),
            static one => one.Holds == false);

        Assert.Equal((UploadFinding.Comparison, 2UL), (failed.Statement, failed.Epoch));
    }

    [Fact]
    public async Task Verify_FolderOfAMarket_PrintsALineEachAndATable()
    {
        string transcript = Path.Combine(s_kept, "market.transcript");
        string folder = Path.GetDirectoryName(Market)!;

        Finished whole = await CandorProcess.RunAsync("verify", transcript, "--contributions", folder);
        Assert.Equal(0, whole.ExitCode);
        Assert.Contains(
            "\nholds: epoch 1, masked vectors (statement 9) of company-0: they are not the committed ones, and the log names it for "
            + "that (MASKS_FAIL)\n",
            whole.Out,
            StringComparison.Ordinal);
        Assert.Contains("\nepoch 2, comparison ", whole.Out, StringComparison.Ordinal);
        Assert.EndsWith($"\nall {Checks} checks of uploads hold\n", whole.Out, StringComparison.Ordinal);

        Directory.Delete(Market, recursive: true);
        Finished empty = await CandorProcess.RunAsync("verify", transcript, "--contributions", folder);
        Assert.Equal(1, empty.ExitCode);
        Assert.EndsWith(
            "\nno upload was checked: none is there, and the log has digests alone\n", empty.Out, StringComparison.Ordinal);
        Assert.Contains(
            $"--contributions '{folder}': not one upload of markets/m is there, which is to be kept until 2030-01-31; expected the "
            + "folder .blobs beside the server's database",
            empty.Error,
            StringComparison.Ordinal);

        string link = _folder.File("link");
        Directory.CreateSymbolicLink(link, folder);
        Finished linked = await CandorProcess.RunAsync("verify", transcript, "--contributions", link);
        Assert.Equal(2, linked.ExitCode);
        Assert.Contains("is a link; expected a folder", linked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FaultOf_NothingIsThere_IsOneUntilTheRetentionIsOver()
    {
        TranscriptVerification verified = Verify();
        Directory.Delete(Market, recursive: true);
        IReadOnlyList<UploadFinding> findings = await CheckAsync();
        DateTimeOffset until = verified.LastTime + verified.State!.Definition.Training!.Rules.Retention;

        Assert.NotNull(UploadRetention.FaultOf(verified, findings, "d", until - TimeSpan.FromTicks(1)));
        Assert.Null(UploadRetention.FaultOf(verified, findings, "d", until));
        Assert.Null(UploadRetention.FaultOf(verified, [.. findings.Skip(1), findings[0] with { Holds = true }], "d", until.AddDays(-1)));
    }

    private static byte[] Seal(BlobName name, byte[] content, string owner)
    {
        byte[] header = new BlobHeader(content.Length, content.Length, owner).Encode();
        using var seal = new BlobSeal();
        seal.Append(content);
        return [.. header, .. content, .. seal.End(name, header)];
    }

    private static TranscriptVerification Verify()
    {
        using FileStream file = File.OpenRead(Path.Combine(s_kept, "market.transcript"));
        TranscriptVerification verified = TranscriptVerifier.Verify(file);
        Assert.Null(verified.Fault);
        return verified;
    }

    private string[] FilesOf(string kind) => [.. Directory.EnumerateFiles(Market, kind + "-*").Order(StringComparer.Ordinal)];

    private Task<IReadOnlyList<UploadFinding>> CheckAsync()
    {
        TranscriptVerification verified = Verify();
        return new UploadCheck(verified.State!, verified.Epochs, Path.GetDirectoryName(Market)!)
            .RunAsync(CancellationToken.None);
    }
}
