using Candor.Hosting.Blobs;

namespace Candor.Hosting.Tests.Blobs;

/// <summary>What has come takes room, whole or in part, in this life of the server and the next; what is only announced takes
/// none.</summary>
public sealed class BlobBudgetTests : BlobTestBase
{
    private static readonly long s_file = BlobSeal.FileBytesFor(1000);

    [Fact]
    public async Task Begin_BeyondAnOwnersRoom_IsRefused()
    {
        BlobStore store = Open(new BlobLimits(Owner: 2 * s_file));
        await WriteAsync(store, Name(1), Content(1000));
        await BeginAsync(store, Name(2), 1000, come: 1000);

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
        await BeginAsync(Open(limits), Name(2), 1000, come: 1000);

        BlobStore store = Open(limits);

        BlobStoreException e = await Assert.ThrowsAsync<BlobStoreException>(
            () => store.BeginOrResumeAsync(Name(3), 1000, Owner));
        Assert.Equal(BlobFault.OverBudget, e.Fault);
        await WriteAsync(store, Name(1), Content(1000));
        await WriteAsync(store, Name(2), Content(1000));
    }

    // Half of the disk's room is announced a hundred times, by nobody who sends it.
    [Fact]
    public async Task Begin_OfWhatNeverComes_TakesNoRoomAndLeavesNothing()
    {
        BlobStore store = Open(new BlobLimits(Owner: 3 * s_file, Market: 3 * s_file, Total: 3 * s_file));
        for (byte i = 0; i < 100; i++)
        {
            await (await store.BeginOrResumeAsync(Name(i), 1000, Owner)).DisposeAsync();
        }

        Assert.Empty(Directory.GetFiles(Path.Combine(Root, Market)));
        List<BlobUpload> open = [];
        for (byte i = 0; i < 6; i++)
        {
            open.Add(await store.BeginOrResumeAsync(Name(i), 1000, Owner));
        }

        await WriteAsync(store, Name(200), Content(1000), "grace");
        await WriteAsync(store, Name(201), Content(1000), "grace");
        foreach (BlobUpload upload in open)
        {
            await upload.DisposeAsync();
        }

        await WriteAsync(store, Name(202), Content(1000), "grace");
    }

    [Fact]
    public async Task Append_BeyondTheRoom_IsRefusedAndGoesOnWhenThereIsSome()
    {
        BlobStore store = Open(new BlobLimits(Market: s_file + 500));
        await using BlobUpload upload = await store.BeginOrResumeAsync(Name(1), 1000, Owner);
        await upload.AppendAsync(Content(1000).AsMemory(0, 200), 0, default);
        await BeginAsync(store, Name(2), 400, come: 400, owner: "grace");

        BlobStoreException e = await Assert.ThrowsAsync<BlobStoreException>(
            () => upload.AppendAsync(Content(1000).AsMemory(200), 200, default));

        Assert.Equal((BlobFault.OverBudget, 200L), (e.Fault, upload.Received));
        store.Delete(Name(2));
        await upload.AppendAsync(Content(1000).AsMemory(200), 200, default);
        await upload.CompleteAsync();
        Assert.Equal(Content(1000), await store.ReadAllAsync(Name(1), 1000));
    }

    // Those under way count from the moment they begin, so that thousands at once are not all the first.
    [Fact]
    public async Task Begin_OfMoreOfAKindThanTheOwnerMayHave_IsRefusedAlsoWhileTheyAreUnderWay()
    {
        BlobStore store = Open();
        var share = new BlobShare(MostOthers: 1);
        await using BlobUpload first = await store.BeginOrResumeAsync(Name(1), 10, Owner, share);
        await using (await store.BeginOrResumeAsync(Name(2), 10, Owner, share))
        {
            BlobStoreException e = await AssertFaultAsync(
                BlobFault.TooMany,
                "2 other uploads of values of this participant are here; expected at most 1.",
                () => store.BeginOrResumeAsync(Name(3), 10, Owner, share));
            Assert.Equal((2, 1), (e.Found, e.Expected));
            await BeginAsync(store, Name(3, "blindings"), 10, share: share);
            await BeginAsync(store, Name(4), 10, owner: "grace", share: share);
            await BeginAsync(store, Name(5, market: "banks"), 10, share: share);
        }

        await BeginAsync(store, Name(3), 10, share: share);
        await Assert.ThrowsAsync<BlobStoreException>(() => Open().BeginOrResumeAsync(Name(6), 10, Owner, new BlobShare(0)));
    }

    [Fact]
    public async Task Begin_InAFurtherEpoch_HasRoomBesidesWhatEarlierOnesLeft()
    {
        BlobStore store = Open(new BlobLimits(Owner: s_file, Market: s_file, Total: 2 * s_file));
        await WriteAsync(store, Name(1), Content(1000));
        await Assert.ThrowsAsync<BlobStoreException>(() => store.BeginOrResumeAsync(Name(2), 1000, Owner));

        await BeginAsync(store, Name(2), 1000, come: 1000, share: new BlobShare(Times: 2));

        await Assert.ThrowsAsync<BlobStoreException>(
            () => store.BeginOrResumeAsync(Name(3), 1000, Owner, new BlobShare(Times: int.MaxValue)));
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
