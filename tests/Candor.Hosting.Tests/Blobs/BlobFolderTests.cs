using Candor.Hosting.Blobs;
using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Candor.V1;

namespace Candor.Hosting.Tests.Blobs;

/// <summary>Where blobs lie, who may use them, and what is said of a disk that is not as expected.</summary>
public sealed class BlobFolderTests : BlobTestBase
{
    [FactWhereFilesHaveModes]
    public async Task Write_MakesEveryFolderAndFileForItsOwnerAlone()
    {
        BlobStore store = Open();
        await WriteAsync(store, Name(1), Content(10));
        await BeginAsync(store, Name(2), 10);

        Assert.Equal(Root, store.Folder);
        Assert.Equal(
            new[]
            {
                "700 candor.db.blobs",
                "700 candor.db.blobs/hospitals",
                $"600 candor.db.blobs/hospitals/{Name(1).FileName}",
                $"600 candor.db.blobs/hospitals/{Name(2).FileName}.part",
            }.Order(StringComparer.Ordinal),
            FileModes.List(Files.Path).Order(StringComparer.Ordinal));
        Assert.Empty(Logger.Collector.GetSnapshot());
    }

    [FactWhereFilesHaveModes]
    public async Task Open_AFolderThatOthersMayUse_IsSaidWithTheCommandThatMendsIt()
    {
        await WriteAsync(Open(), Name(1), Content(10));
        FileModes.Set(
            Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);

        Open();

        Assert.Equal(
            $"{Root} may be used by others than its owner (mode 701), and holds what they must not see; say: "
            + $"chmod -R go= '{Root}'",
            Assert.Single(Logger.Collector.GetSnapshot()).Message);
    }

    [Fact]
    public async Task Open_AFileWhereTheFolderShouldBe_IsRefused()
    {
        File.WriteAllText(Root, "a file");

        await AssertFaultAsync(
            BlobFault.NotUsable,
            $"'{Root}' is a file; expected a folder of its owner's alone, or nothing yet.",
            () => Task.FromResult(Open()));
    }

    [FactWhereFilesHaveModes]
    public async Task Open_ALinkWhereTheFolderShouldBe_IsRefusedWhereverItLeads()
    {
        string elsewhere = Directory.CreateDirectory(Files.File("elsewhere")).FullName;
        foreach (string target in new[] { elsewhere, Files.File("nowhere") })
        {
            Directory.CreateSymbolicLink(Root, target);
            await AssertFaultAsync(
                BlobFault.NotUsable,
                $"'{Root}' is a link; expected a folder of its owner's alone, or nothing yet.",
                () => Task.FromResult(Open()));
            File.Delete(Root);
        }
    }

    [FactWhereFilesHaveModes]
    public async Task Use_ALinkInTheStore_IsRefusedAndNotFollowed()
    {
        BlobStore store = Open();
        string elsewhere = Directory.CreateDirectory(Files.File("elsewhere")).FullName;
        string secret = Files.File("elsewhere/secret");
        File.WriteAllText(secret, "secret");
        await WriteAsync(store, Name(1), Content(10));
        Directory.CreateSymbolicLink(Path.Combine(Root, "banks"), elsewhere);
        File.CreateSymbolicLink(PathOf(Name(2)), secret);
        File.CreateSymbolicLink(PartOf(Name(3)), secret);

        await AssertFaultAsync(
            BlobFault.NotUsable,
            $"'{Path.Combine(Root, "banks")}' is a link; expected a folder of its owner's alone, or nothing yet.",
            () => store.BeginOrResumeAsync(Name(1, market: "banks"), 10, Owner));
        await AssertFaultAsync(
            BlobFault.NotUsable,
            $"'{PathOf(Name(2))}' is a link; expected a file that this server has written.",
            () => store.ReadAllAsync(Name(2), 10));
        await AssertFaultAsync(
            BlobFault.NotUsable,
            $"'{PartOf(Name(3))}' is a link; expected a file that this server has written.",
            () => store.BeginOrResumeAsync(Name(3), 10, Owner));
        Assert.Equal([Market], store.ListMarkets());
        Assert.Equal(Name(1), Assert.Single(store.List(Market)).Name);

        store.DeleteMarket(Market);
        Assert.Equal("secret", File.ReadAllText(secret));
    }

    [Fact]
    public async Task Use_AFolderWhereABlobShouldBe_IsRefused()
    {
        BlobStore store = Open();
        Directory.CreateDirectory(PathOf(Name(1)));

        await AssertFaultAsync(
            BlobFault.NotUsable,
            $"'{PathOf(Name(1))}' is a folder; expected a file that this server has written.",
            () => store.BeginOrResumeAsync(Name(1), 10, Owner));
    }

    [Fact]
    public void Explain_ADiskThatIsFull_SaysSo()
    {
        // The system's own word: this device is always full.
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        using FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        IOException e = Assert.Throws<IOException>(() => full.Write([1]));

        BlobStoreException explained = BlobStoreException.Explain(e, "/x/y.part", "written");

        Assert.Equal(
            (BlobFault.DiskFull, "'/x/y.part' cannot be written: the disk, or this user's share of it, is full."),
            (explained.Fault, explained.Message));
    }

    [Fact]
    public void Explain_AFolderThatLetsThisUserNotIn_SaysSo()
    {
        BlobStoreException explained =
            BlobStoreException.Explain(new UnauthorizedAccessException("no"), "/x/y", "read");

        Assert.Equal(
            (BlobFault.NoAccess,
                "'/x/y' cannot be read: no access for this user, or a folder is where a file should be."),
            (explained.Fault, explained.Message));
    }

    [FactWhereFilesHaveModes]
    public void Flush_AFolderThatIsNotThere_SaysWhichAndWhy()
    {
        FolderSync.Flush(Files.Path);

        IOException e = Assert.Throws<IOException>(() => FolderSync.Flush(Files.File("nowhere")));

        Assert.Equal($"No such file or directory : '{Files.File("nowhere")}'", e.Message);
    }

    [Theory]
    [InlineData("Hospitals", "values", 32, "'Hospitals' is not the id of a market; expected ")]
    [InlineData("..", "values", 32, "'..' is not the id of a market; expected ")]
    [InlineData("hospitals", "", 32, "'' is not a kind of blob; expected 1 to 32 lower-case letters and hyphens, a letter")]
    [InlineData("hospitals", "-values", 32, "'-values' is not a kind of blob; expected 1 to 32 lower-case letters")]
    [InlineData("hospitals", "../x", 32, "'../x' is not a kind of blob; expected 1 to 32 lower-case letters")]
    [InlineData("hospitals", "values", 31, "A blob's digest has 31 bytes; expected 32.")]
    public void Name_ThatBreaksARule_IsRefused(string market, string kind, int digestBytes, string message)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => BlobName.Of(market, kind, new byte[digestBytes]));

        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_IsReadFromItsFile()
    {
        BlobName name = Name(7, "opened-shares");

        Assert.True(BlobName.TryParse(Market, name.FileName, out BlobName? whole));
        Assert.True(BlobName.TryParse(Market, name.PartName, out BlobName? part));
        Assert.Equal((name, name), (whole, part));
        string[] others =
        [
            "", ".part", "x", name.Digest, $"-{name.Digest}", $"{name.FileName}.new", name.FileName.ToUpperInvariant(),
        ];
        foreach (string other in others)
        {
            Assert.False(BlobName.TryParse(Market, other, out _), other);
        }
    }

    [Theory]
    [InlineData((int)BlobFault.OverBudget, ErrorReason.Overloaded, "why")]
    [InlineData((int)BlobFault.InUse, ErrorReason.Overloaded, "why")]
    [InlineData((int)BlobFault.WrongOffset, ErrorReason.InvalidRequest, "why")]
    [InlineData((int)BlobFault.TooLong, ErrorReason.InvalidRequest, "why")]
    [InlineData(
        (int)BlobFault.DiskFull,
        ErrorReason.StorageUnavailable,
        "The server's disk is full; try again later, from where the upload ended.")]
    [InlineData(
        (int)BlobFault.Damaged,
        ErrorReason.StorageUnavailable,
        "The server's store of bulk failed (Damaged); its operator finds the cause in its log.")]
    public void Failure_IsOneReasonAndNamesNoPathOfTheServers(int fault, ErrorReason reason, string message)
    {
        CallRejectedException e = BlobFailures.Of(new BlobStoreException((BlobFault)fault, "why"), "markets/m");

        Assert.Equal((reason, message, "markets/m"), (e.Reason, e.Message, e.Resource));
    }
}
