using Candor.Hosting.Blobs;

namespace Candor.Hosting.Tests.Blobs;

/// <summary>What is deleted when, and what a copy has.</summary>
public sealed class BlobRetentionTests : BlobTestBase
{
    [Fact]
    public async Task DeleteMarket_ThatIsBeingUploadedTo_EndsTheUploadAndGivesItsRoomBack()
    {
        BlobStore store = Open(new BlobLimits(Total: BlobSeal.FileBytesFor(100)));
        await using BlobUpload upload = await store.BeginOrResumeAsync(Name(1), 100, Owner);
        await upload.AppendAsync(Content(100), 0, default);

        Assert.Equal(new DeletedBlobs(Market, 0, 1, 228), store.DeleteMarket(Market));
        string message = $"The blob '{Name(1)}' was deleted while it was uploaded; expected it to be kept.";
        await AssertFaultAsync(BlobFault.Deleted, message, () => upload.AppendAsync(new byte[1], 100, default));
        await AssertFaultAsync(BlobFault.Deleted, message, () => upload.CompleteAsync());
        await upload.DisposeAsync();
        Assert.False(Directory.Exists(Path.Combine(Root, Market)));
        await WriteAsync(store, Name(2, market: "banks"), Content(100));
    }

    [Fact]
    public async Task Delete_WhileItIsUploaded_LetsTheNextUploadBegin()
    {
        BlobStore store = Open();
        await using BlobUpload first = await store.BeginOrResumeAsync(Name(1), 100, Owner);
        await first.AppendAsync(Content(60), 0, default);
        Assert.Equal(new DeletedBlobs(Market, 0, 1, 188), store.Delete(Name(1)));

        await using BlobUpload second = await store.BeginOrResumeAsync(Name(1), 100, Owner);
        await first.DisposeAsync();
        BlobStoreException e = await Assert.ThrowsAsync<BlobStoreException>(
            () => store.BeginOrResumeAsync(Name(1), 100, Owner));
        Assert.Equal(BlobFault.InUse, e.Fault);
        await second.AppendAsync(Content(100), 0, default);
        await second.CompleteAsync();

        Assert.Equal(Content(100), await store.ReadAllAsync(Name(1), 100));
    }

    [FactWhereFilesHaveModes]
    public async Task Read_ABlobThatIsDeletedMeanwhile_IsReadToItsEnd()
    {
        BlobStore store = Open();
        byte[] content = Content(2 << 20);
        await WriteAsync(store, Name(1), content);
        var read = new List<byte>();

        await foreach (ReadOnlyMemory<byte> chunk in store.ReadAsync(Name(1)))
        {
            read.AddRange(chunk.Span);
            store.DeleteMarket(Market);
        }

        Assert.Equal(content, read);
        Assert.False(store.Exists(Name(1)));
    }

    [Fact]
    public async Task List_ShowsWhatIsThereWithOwnersAndLengths()
    {
        BlobStore store = Open();
        await WriteAsync(store, Name(1, "commitments"), Content(100));
        await LeaveAPartAsync(store, Name(2), 100, 40);
        await WriteAsync(store, Name(3, "shares"), Content(100), "grace");
        File.WriteAllText(PathOf(Name(3, "shares")), "damaged");
        File.WriteAllText(Path.Combine(Root, Market, "notes.txt"), "somebody's");
        Directory.CreateDirectory(Path.Combine(Root, "Not A Market"));

        Assert.Equal(
            [
                new BlobEntry(Name(1, "commitments"), true, new BlobHeader(100, 100, Owner)),
                new BlobEntry(Name(3, "shares"), true, null),
                new BlobEntry(Name(2), false, new BlobHeader(100, 40, Owner)),
            ],
            Open().List(Market));
        Assert.Equal([Market], store.ListMarkets());
        Assert.Empty(store.List("banks"));
        Assert.Throws<ArgumentException>(() => store.List("../x"));
        Assert.Throws<ArgumentException>(() => store.DeleteMarket(".."));
    }

    [Fact]
    public async Task Copy_HasEveryWholeBlobAndGoesOnWhereItWasStopped()
    {
        BlobStore store = Open();
        await WriteAsync(store, Name(1), Content((1 << 20) + 3));
        await WriteAsync(store, Name(2, market: "banks"), Content(100), "grace");
        await LeaveAPartAsync(store, Name(3), 100, 40);
        string folder = Files.File("copy.db.blobs");
        await LeaveAPartAsync(
            BlobStore.OpenFolder(folder, new BlobLimits(), Logger), Name(1), (1 << 20) + 3, 1000);

        BlobCopy copied = await BlobCopy.ToAsync(store, folder);
        BlobCopy again = await BlobCopy.ToAsync(store, folder);

        Assert.Equal((2, (1 << 20) + 103, 0), (copied.Copied, copied.Bytes, copied.Faults.Count));
        Assert.Equal((2, (1 << 20) + 103, 0), (again.Copied, again.Bytes, again.Faults.Count));
        string[] files = [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [$"banks/{Name(2).FileName}", $"hospitals/{Name(1).FileName}"],
            files.Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')));
        Assert.All(files, file => Assert.Equal(
            File.ReadAllBytes(Path.Combine(Root, Path.GetRelativePath(folder, file))), File.ReadAllBytes(file)));
    }

    [Fact]
    public async Task Copy_DamagedBlobs_AreNamedAndTheOthersCopied()
    {
        BlobStore store = Open();
        for (byte i = 1; i <= 4; i++)
        {
            await WriteAsync(store, Name(i), Content(100));
        }

        string folder = Files.File("copy.db.blobs");
        string copyOf3 = Path.Combine(folder, Market, Name(3).FileName);
        Assert.Empty((await BlobCopy.ToAsync(store, folder)).Faults);
        Flip(PathOf(Name(1)));
        File.Delete(Path.Combine(folder, Market, Name(1).FileName));
        File.WriteAllText(PathOf(Name(2)), "short");
        Flip(copyOf3);

        BlobCopy copied = await BlobCopy.ToAsync(store, folder);

        Assert.Equal((1, 100), (copied.Copied, copied.Bytes));
        Assert.All(copied.Faults, fault => Assert.Equal(BlobFault.Damaged, fault.Fault));
        Assert.Equal(
            new[] { PathOf(Name(1)), PathOf(Name(2)), copyOf3 }.Order(StringComparer.Ordinal),
            copied.Faults.Select(fault => fault.Message.Split('\'')[1]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(
            Directory.GetFiles(Path.Combine(folder, Market)),
            file => Path.GetFileName(file).StartsWith(Name(1).FileName, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copy_IntoItself_IsRefused()
    {
        BlobStore store = Open();
        foreach (string folder in new[] { Root, Path.Combine(Root, "copy") })
        {
            await AssertFaultAsync(
                BlobFault.NotUsable,
                $"'{folder}' is, or lies in, the folder that is copied; expected another.",
                () => BlobCopy.ToAsync(store, folder));
        }
    }

    private static async Task LeaveAPartAsync(BlobStore store, BlobName name, int length, int received)
    {
        await using BlobUpload upload = await store.BeginOrResumeAsync(name, length, Owner);
        await upload.AppendAsync(Content(length).AsMemory(0, received), 0, default);
    }

    private static void Flip(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        file[BlobHeader.Bytes] ^= 1;
        File.WriteAllBytes(path, file);
    }
}
