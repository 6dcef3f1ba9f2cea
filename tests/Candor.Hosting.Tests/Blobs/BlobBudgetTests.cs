using Candor.Hosting.Blobs;

namespace Candor.Hosting.Tests.Blobs;

/// <summary>What is announced takes room as what is there does, in this life of the server and the next.</summary>
public sealed class BlobBudgetTests : BlobTestBase
{
    private static readonly long s_file = BlobSeal.FileBytesFor(1000);

    [Fact]
    public async Task Begin_BeyondAnOwnersRoom_IsRefusedThoughNothingHasCome()
    {
        BlobStore store = Open(new BlobLimits(Owner: 2 * s_file));
        await WriteAsync(store, Name(1), Content(1000));
        await (await store.BeginOrResumeAsync(Name(2), 1000, Owner)).DisposeAsync();

        BlobStoreException e = await AssertFaultAsync(
            BlobFault.OverBudget,
            $"The blob '{Name(3).FileName}' takes {s_file} bytes, and 'mercy' in market 'hospitals' holds {2 * s_file} of at "
            + $"most {2 * s_file}.",
            () => store.BeginOrResumeAsync(Name(3), 1000, Owner));

        Assert.Equal((s_file, 0), (e.Found, e.Expected));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(Root, Market)).Length);
        await WriteAsync(store, Name(3), Content(1000), "grace");
        await WriteAsync(store, Name(3, market: "banks"), Content(1000));
    }

    [Fact]
    public async Task Begin_BeyondAMarketsRoom_IsRefusedForEveryOwnerOfIt()
    {
        BlobStore store = Open(new BlobLimits(Market: (2 * s_file) + 5));
        await WriteAsync(store, Name(1), Content(1000));
        await WriteAsync(store, Name(2), Content(1000), "grace");

        await AssertFaultAsync(
            BlobFault.OverBudget,
            $"The blob '{Name(3).FileName}' takes {s_file} bytes, and the market 'hospitals' holds {2 * s_file} of at most "
            + $"{(2 * s_file) + 5}.",
            () => store.BeginOrResumeAsync(Name(3), 1000, "hope"));

        await WriteAsync(store, Name(3, market: "banks"), Content(1000), "hope");
    }

    [Fact]
    public async Task Begin_BeyondTheServersRoom_IsRefusedForEveryMarket()
    {
        BlobStore store = Open(new BlobLimits(Total: 2 * s_file));
        await WriteAsync(store, Name(1), Content(1000));
        await WriteAsync(store, Name(2, market: "banks"), Content(1000));

        await AssertFaultAsync(
            BlobFault.OverBudget,
            $"The blob '{Name(3).FileName}' takes {s_file} bytes, and this server holds {2 * s_file} of at most {2 * s_file}.",
            () => store.BeginOrResumeAsync(Name(3, market: "farms"), 1000, Owner));
    }

    [Fact]
    public async Task Begin_AfterARestart_CountsWhatIsThereAndStillResumesIt()
    {
        BlobLimits limits = new(Owner: 2 * s_file);
        await WriteAsync(Open(limits), Name(1), Content(1000));
        await (await Open(limits).BeginOrResumeAsync(Name(2), 1000, Owner)).DisposeAsync();

        BlobStore store = Open(limits);

        BlobStoreException e = await Assert.ThrowsAsync<BlobStoreException>(
            () => store.BeginOrResumeAsync(Name(3), 1000, Owner));
        Assert.Equal(BlobFault.OverBudget, e.Fault);
        await WriteAsync(store, Name(1), Content(1000));
        await WriteAsync(store, Name(2), Content(1000));
    }

    [Fact]
    public async Task Delete_GivesRoomBackOnce()
    {
        BlobStore store = Open(new BlobLimits(Owner: s_file, Market: s_file, Total: s_file));
        await WriteAsync(store, Name(1), Content(1000));

        Assert.Equal(new DeletedBlobs(Market, 1, 0, s_file), store.Delete(Name(1)));
        Assert.Equal(new DeletedBlobs(Market, 0, 0, 0), store.Delete(Name(1)));

        await WriteAsync(store, Name(2), Content(1000));
        BlobStoreException e = await Assert.ThrowsAsync<BlobStoreException>(
            () => store.BeginOrResumeAsync(Name(1), 0, Owner));
        Assert.Equal(BlobFault.OverBudget, e.Fault);
        store.DeleteMarket(Market);
        await WriteAsync(store, Name(3, market: "banks"), Content(1000));
    }

    [Fact]
    public async Task Begin_WhereTheFolderCannotBeMade_GivesRoomBack()
    {
        BlobStore store = Open(new BlobLimits(Owner: s_file));
        File.WriteAllText(Root, "a file");
        await Assert.ThrowsAsync<BlobStoreException>(() => store.BeginOrResumeAsync(Name(1), 1000, Owner));
        File.Delete(Root);

        await WriteAsync(store, Name(2), Content(1000));

        Assert.True(store.Exists(Name(2)));
    }
}
