using Candor.Hosting.Blobs;

namespace Candor.Hosting.Tests.Blobs;

/// <summary>A full or failing disk at any call of an upload: the fault is typed, what was acknowledged stays, nothing half
/// written is taken for a blob, and whoever resumes ends with the bytes.</summary>
public sealed class BlobFaultTests : BlobTestBase
{
    // Longer than what is marked at once, so that marks in the middle fail as well.
    private const int Length = BlobUpload.UnmarkedBytes + 5000;

    private const int Piece = 4 << 20;

    private static readonly byte[] s_content = Content(Length);

    [Theory]
    [InlineData(FaultyDisk.Full, "DiskFull")]
    [InlineData(FaultyDisk.Broken, "Failed")]
    public async Task Upload_WhereAnyCallFails_LosesNothingAcknowledgedAndIsResumed(int error, string fault)
    {
        int call = 1;
        for (bool fails = true; fails; call++)
        {
            var disk = new FaultyDisk();
            string path = Files.File($"{call}.db");
            BlobStore store = BlobStore.Open(path, new BlobLimits(), Logger, disk);
            await WriteAsync(store, Name(1), s_content);
            disk.Arm(call, error);

            BlobStoreException? e = await Record.ExceptionAsync(() => UploadAsync(store, Name(2))) as BlobStoreException;

            fails = disk.Calls >= call;
            Assert.Equal(fails ? fault : null, e?.Fault.ToString());
            disk.Heal();
            foreach (BlobStore found in new[] { store, BlobStore.Open(path, new BlobLimits(), Logger) })
            {
                // What lies under a whole name is the blob, also where the fault came after it was moved there.
                Assert.Equal(s_content, await found.ReadAllAsync(Name(1), Length));
                if (found.Exists(Name(2)))
                {
                    Assert.Equal(s_content, await found.ReadAllAsync(Name(2), Length));
                }
            }

            await UploadAsync(store, Name(2));
            Assert.Equal(s_content, await BlobStore.Open(path, new BlobLimits(), Logger).ReadAllAsync(Name(2), Length));
            Directory.Delete(path + ".blobs", recursive: true);
        }

        // A header, three pieces, a mark in the middle, the seal with its mark, the name: each of them failed once.
        Assert.True(call > 12, $"Only {call - 2} calls were made to fail.");
    }

    [Fact]
    public async Task Append_OnAFullDisk_CountsNothingAndIsTriedAgainByTheSameUpload()
    {
        var disk = new FaultyDisk();
        BlobStore store = BlobStore.Open(DatabasePath, new BlobLimits(), Logger, disk);
        await using BlobUpload upload = await store.BeginOrResumeAsync(Name(1), 1000, Owner);
        await upload.AppendAsync(s_content.AsMemory(0, 400), 0, default);
        disk.Arm(1, FaultyDisk.Full);

        await AssertFaultAsync(
            BlobFault.DiskFull,
            $"'{PartOf(Name(1))}' cannot be used: the disk, or this user's share of it, is full.",
            () => upload.AppendAsync(s_content.AsMemory(400, 600), 400, default));

        Assert.Equal(400, upload.Received);
        await upload.AppendAsync(s_content.AsMemory(400, 600), 400, default);
        await upload.CompleteAsync();
        Assert.Equal(s_content[..1000], await store.ReadAllAsync(Name(1), 1000));
    }

    [Fact]
    public async Task Append_AfterAFailedFlush_IsRefusedUntilItIsResumedFromTheMark()
    {
        var disk = new FaultyDisk();
        BlobStore store = BlobStore.Open(DatabasePath, new BlobLimits(), Logger, disk);
        await using (BlobUpload broken = await store.BeginOrResumeAsync(Name(1), Length, Owner))
        {
            // The write of the piece that fills the measure, and the flush after it.
            disk.Arm(2, FaultyDisk.Broken);
            BlobStoreException flush = await Assert.ThrowsAsync<BlobStoreException>(
                () => broken.AppendAsync(s_content.AsMemory(0, BlobUpload.UnmarkedBytes), 0, default));
            Assert.Equal(BlobFault.Failed, flush.Fault);
            await AssertFaultAsync(
                BlobFault.Failed,
                $"The disk failed under the upload of the blob '{Name(1)}'; expected a new call to resume it.",
                () => broken.AppendAsync(s_content.AsMemory(BlobUpload.UnmarkedBytes), BlobUpload.UnmarkedBytes, default));
        }

        // Its bytes were in the file, and are not any more: only the mark says what is.
        Assert.Equal(0, (await store.BeginOrResumeAsync(Name(1), Length, Owner)).Received);
    }

    [Fact]
    public async Task Complete_WhoseNameIsNotOnTheDisk_IsNotThereBeforeItIs()
    {
        var disk = new FaultyDisk();
        BlobStore store = BlobStore.Open(DatabasePath, new BlobLimits(), Logger, disk);
        await using (BlobUpload upload = await store.BeginOrResumeAsync(Name(1), 1000, Owner))
        {
            await upload.AppendAsync(s_content.AsMemory(0, 1000), 0, default);

            // Seal, flush, mark, flush, move; then the folder.
            disk.Arm(6, FaultyDisk.Broken, lasts: true);
            BlobStoreException e = await Assert.ThrowsAsync<BlobStoreException>(() => upload.CompleteAsync());
            Assert.Equal($"'{Path.Combine(Root, Market)}' cannot be flushed: The disk fails.", e.Message);
        }

        Assert.True(File.Exists(PathOf(Name(1))));
        Assert.Equal(BlobFault.Failed, Assert.Throws<BlobStoreException>(() => store.Exists(Name(1))).Fault);
        Assert.Equal(BlobFault.Failed, Assert.Throws<BlobStoreException>(() => store.Find(Name(1))).Fault);
        await Assert.ThrowsAsync<BlobStoreException>(() => store.BeginOrResumeAsync(Name(1), 1000, Owner));
        disk.Heal();
        Assert.True(store.Exists(Name(1)));
        Assert.Equal(2, disk.Calls);
        Assert.True(store.Exists(Name(1)));
        Assert.Equal(2, disk.Calls);
    }

    [Fact]
    public async Task Open_AfterAKill_ForcesTheNamesToTheDiskOrDoesNotOpen()
    {
        await WriteAsync(Open(), Name(1), s_content[..1000]);
        var disk = new FaultyDisk();
        disk.Arm(1, FaultyDisk.Broken);

        BlobStoreException e = Assert.Throws<BlobStoreException>(
            () => BlobStore.Open(DatabasePath, new BlobLimits(), Logger, disk));

        Assert.Equal($"'{Path.Combine(Root, Market)}' cannot be flushed: The disk fails.", e.Message);
    }

    [Fact]
    public async Task Begin_OnAFullDisk_GivesTheRoomAndTheFileBack()
    {
        var disk = new FaultyDisk();
        BlobStore store = BlobStore.Open(
            DatabasePath, new BlobLimits(Owner: BlobSeal.FileBytesFor(1000)), Logger, disk);
        disk.Arm(1, FaultyDisk.Full);

        BlobStoreException e = await Assert.ThrowsAsync<BlobStoreException>(
            () => store.BeginOrResumeAsync(Name(1), 1000, Owner));

        Assert.Equal(BlobFault.DiskFull, e.Fault);
        Assert.Empty(Directory.GetFiles(Path.Combine(Root, Market)));
        await WriteAsync(store, Name(2), s_content[..1000]);
    }

    [Fact]
    public async Task Find_SaysHowFarABlobHasComeAlsoWhileItIsUploaded()
    {
        BlobStore store = Open();
        Assert.Null(store.Find(Name(1)));
        await using (BlobUpload upload = await store.BeginOrResumeAsync(Name(1), 1000, Owner))
        {
            await upload.AppendAsync(s_content.AsMemory(0, 400), 0, default);
            Assert.Equal(new BlobStanding(Owner, 400, IsWhole: false, IsUploading: true), store.Find(Name(1)));
        }

        Assert.Equal(new BlobStanding(Owner, 400, IsWhole: false, IsUploading: false), store.Find(Name(1)));
        await WriteAsync(store, Name(1), s_content[..1000]);
        Assert.Equal(new BlobStanding(Owner, 1000, IsWhole: true, IsUploading: false), store.Find(Name(1)));
    }

    private static async Task UploadAsync(BlobStore store, BlobName name)
    {
        await using BlobUpload upload = await store.BeginOrResumeAsync(name, Length, Owner);
        while (upload.Received < Length)
        {
            int from = (int)upload.Received;
            await upload.AppendAsync(s_content.AsMemory(from, Math.Min(Piece, Length - from)), from, default);
        }

        await upload.CompleteAsync();
    }
}
