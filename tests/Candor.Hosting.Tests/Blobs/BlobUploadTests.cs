using Candor.Hosting.Blobs;

namespace Candor.Hosting.Tests.Blobs;

public sealed class BlobUploadTests : BlobTestBase
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((1 << 20) - 1)]
    [InlineData(1 << 20)]
    [InlineData((2 << 20) + 77)]
    public async Task Complete_ABlobInUnevenPieces_IsReadInChunksOfAMebibyte(int length)
    {
        BlobStore store = Open();
        byte[] content = Content(length);
        await using (BlobUpload upload = await store.BeginOrResumeAsync(Name(1), length, Owner))
        {
            foreach (byte[] piece in content.Chunk(700_001))
            {
                await upload.AppendAsync(piece, upload.Received, default);
            }

            Assert.False(store.Exists(Name(1)));
            Assert.Equal(content, (await ChunksAsync(upload.ReadAsync())).SelectMany(chunk => chunk));
            await upload.CompleteAsync();
            await upload.CompleteAsync();
        }

        Assert.Equal(length, store.LengthOf(Name(1)));
        Assert.Equal(
            content.Chunk(1 << 20).Select(chunk => chunk.Length),
            (await ChunksAsync(store.ReadAsync(Name(1)))).Select(chunk => chunk.Length));
        Assert.Equal(content, await store.ReadAllAsync(Name(1), length));
        Assert.Equal(content, await Open().ReadAllAsync(Name(1), length));
    }

    [Fact]
    public async Task Read_FromAnOffset_GoesOnThere()
    {
        BlobStore store = Open();
        byte[] content = Content((2 << 20) + 5);
        await WriteAsync(store, Name(1), content);

        List<byte[]> chunks = await ChunksAsync(store.ReadAsync(Name(1), (1 << 20) + 3));

        Assert.Equal([(1 << 20) - 3, 5], chunks.Select(chunk => chunk.Length));
        Assert.Equal(content[((1 << 20) + 3)..], chunks.SelectMany(chunk => chunk));
        Assert.Empty(await ChunksAsync(store.ReadAsync(Name(1), content.Length)));
        BlobStoreException e = await AssertFaultAsync(
            BlobFault.WrongOffset,
            $"The blob '{Name(1)}' is asked for from offset 2097158 on; expected 0 to 2097157, its length.",
            () => ChunksAsync(store.ReadAsync(Name(1), content.Length + 1)));
        Assert.Equal((2097158, 2097157), (e.Found, e.Expected));
    }

    [Fact]
    public async Task Append_AtAnotherOffset_IsRefusedWithBothNumbersAndNothingCounts()
    {
        BlobStore store = Open();
        byte[] content = Content(100);
        await using BlobUpload upload = await store.BeginOrResumeAsync(Name(1), 100, Owner);
        await upload.AppendAsync(content.AsMemory(0, 60), 0, default);

        foreach (int offset in new[] { 0, 59, 61 })
        {
            BlobStoreException e = await AssertFaultAsync(
                BlobFault.WrongOffset,
                $"Bytes of the blob '{Name(1)}' are for offset {offset}; expected 60, as many as have come.",
                () => upload.AppendAsync(content.AsMemory(0, 1), offset, default));
            Assert.Equal((offset, 60), (e.Found, e.Expected));
        }

        await upload.AppendAsync(content.AsMemory(60), 60, default);
        await upload.CompleteAsync();
        Assert.Equal(content, await store.ReadAllAsync(Name(1), 100));
    }

    [Fact]
    public async Task Append_MoreThanWasAnnounced_IsRefused()
    {
        await using BlobUpload upload = await Open().BeginOrResumeAsync(Name(1), 10, Owner);
        await upload.AppendAsync(Content(8), 0, default);

        BlobStoreException e = await AssertFaultAsync(
            BlobFault.TooLong,
            $"The blob '{Name(1)}' would have 11 bytes; expected 10, as announced.",
            () => upload.AppendAsync(Content(3), 8, default));

        Assert.Equal((11, 10, 8), (e.Found, e.Expected, upload.Received));
    }

    [Fact]
    public async Task Complete_BeforeAllHasCome_IsRefusedAndGoesOn()
    {
        BlobStore store = Open();
        await using BlobUpload upload = await store.BeginOrResumeAsync(Name(1), 10, Owner);
        await upload.AppendAsync(Content(8), 0, default);

        await AssertFaultAsync(
            BlobFault.Incomplete,
            $"The blob '{Name(1)}' has 8 bytes; expected 10, as announced, before it is completed.",
            () => upload.CompleteAsync());

        await upload.AppendAsync(new byte[2], 8, default);
        await upload.CompleteAsync();
        Assert.True(store.Exists(Name(1)));
    }

    [Fact]
    public async Task Begin_ABlobThatIsThere_IsAnsweredWithoutWritingIt()
    {
        BlobStore store = Open();
        byte[] content = Content(1000);
        await WriteAsync(store, Name(1), content);
        DateTime written = File.GetLastWriteTimeUtc(PathOf(Name(1)));

        await using BlobUpload again = await store.BeginOrResumeAsync(Name(1), 1000, "another");
        await again.CompleteAsync();

        Assert.Equal((true, 1000), (again.IsWhole, again.Received));
        Assert.Equal(content, (await ChunksAsync(again.ReadAsync())).SelectMany(chunk => chunk));
        Assert.Equal(written, File.GetLastWriteTimeUtc(PathOf(Name(1))));
        await AssertFaultAsync(
            BlobFault.OtherLength,
            $"The blob '{Name(1)}' is announced with 999 bytes; expected 1000, which it has here.",
            () => store.BeginOrResumeAsync(Name(1), 999, Owner));
    }

    [Fact]
    public async Task Begin_WhileAnotherCallUploads_IsRefusedUntilThatOneLeaves()
    {
        BlobStore store = Open();
        await using (BlobUpload first = await store.BeginOrResumeAsync(Name(1), 10, Owner))
        {
            await first.AppendAsync(Content(4), 0, default);
            await AssertFaultAsync(
                BlobFault.InUse,
                $"The blob '{Name(1)}' is being uploaded by another call; expected one at a time.",
                () => store.BeginOrResumeAsync(Name(1), 10, Owner));
            await AssertFaultAsync(
                BlobFault.InUse,
                $"'{PartOf(Name(1))}' cannot be written: another process has it open.",
                () => Open().BeginOrResumeAsync(Name(1), 10, Owner));
        }

        await using BlobUpload second = await store.BeginOrResumeAsync(Name(1), 10, Owner);
        Assert.Equal(4, second.Received);
    }

    [Fact]
    public async Task Begin_WithAnotherLengthOrOwner_IsRefused()
    {
        BlobStore store = Open();
        await BeginAsync(store, Name(1), 10);

        await AssertFaultAsync(
            BlobFault.OtherLength,
            $"The blob '{Name(1)}' is announced with 11 bytes; expected 10, as when it was begun.",
            () => store.BeginOrResumeAsync(Name(1), 11, Owner));
        await AssertFaultAsync(
            BlobFault.OtherOwner,
            $"The upload of the blob '{Name(1)}' was begun by 'mercy'; expected the same, found 'grace'.",
            () => store.BeginOrResumeAsync(Name(1), 10, "grace"));
        await AssertFaultAsync(
            BlobFault.TooLarge,
            $"The blob '{Name(2)}' is announced with {long.MaxValue} bytes; expected 0 to {BlobSeal.MaxContent}.",
            () => store.BeginOrResumeAsync(Name(2), long.MaxValue, Owner));
    }

    [Fact]
    public async Task Append_ByManyAtOnce_TakesEachOffsetOnce()
    {
        BlobStore store = Open();
        byte[] content = Content(64);
        await using BlobUpload upload = await store.BeginOrResumeAsync(Name(1), 64, Owner);

        // Eight senders each offer every byte; one of them gets each in.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (upload.Received < 64)
            {
                int offset = (int)upload.Received;
                try
                {
                    await upload.AppendAsync(content.AsMemory(Math.Min(offset, 63), 1), offset, default);
                }
                catch (BlobStoreException e) when (e.Fault is BlobFault.WrongOffset or BlobFault.TooLong)
                {
                    // Another sender was faster.
                }
            }
        })));

        await upload.CompleteAsync();
        Assert.Equal(content, await store.ReadAllAsync(Name(1), 64));
    }

    [Fact]
    public async Task Begin_ManyBlobsAtOnce_EachIsWhole()
    {
        BlobStore store = Open();
        byte[][] contents = [.. Enumerable.Range(0, 40).Select(i => Content(1000 + i))];

        await Task.WhenAll(contents.Select((content, i) =>
            Task.Run(() => WriteAsync(store, Name((byte)i), content, $"member-{i % 5}"))));

        for (int i = 0; i < contents.Length; i++)
        {
            Assert.Equal(contents[i], await store.ReadAllAsync(Name((byte)i), 2000));
        }
    }

    [Fact]
    public async Task Complete_WhereTheFileCannotBeMoved_IsResumedByANewCall()
    {
        BlobStore store = Open();
        byte[] content = Content(300);
        await using (BlobUpload upload = await store.BeginOrResumeAsync(Name(1), 300, Owner))
        {
            await upload.AppendAsync(content, 0, default);
            Directory.CreateDirectory(PathOf(Name(1)));
            BlobStoreException e = await Assert.ThrowsAsync<BlobStoreException>(() => upload.CompleteAsync());
            Assert.StartsWith($"'{PartOf(Name(1))}' cannot be used: ", e.Message, StringComparison.Ordinal);
            Directory.Delete(PathOf(Name(1)));

            await AssertFaultAsync(
                BlobFault.Failed,
                $"The disk failed under the upload of the blob '{Name(1)}'; expected a new call to resume it.",
                () => upload.CompleteAsync());
        }

        await using BlobUpload again = await store.BeginOrResumeAsync(Name(1), 300, Owner);
        Assert.Equal((false, 300), (again.IsWhole, again.Received));
        await again.CompleteAsync();
        Assert.Equal(content, await store.ReadAllAsync(Name(1), 300));
    }

    [Fact]
    public async Task Discard_WhatIsNotWhatWasSigned_LeavesNothingAndGivesItsRoomBack()
    {
        BlobStore store = Open(new BlobLimits(Owner: 500));
        await using (BlobUpload wrong = await store.BeginOrResumeAsync(Name(1), 300, Owner))
        {
            await wrong.AppendAsync(Content(300), 0, default);
            wrong.Discard();
            await AssertFaultAsync(
                BlobFault.Deleted,
                $"The blob '{Name(1)}' was deleted while it was uploaded; expected it to be kept.",
                () => wrong.CompleteAsync());
        }

        Assert.Empty(Directory.GetFiles(Path.Combine(Root, Market)));
        await using BlobUpload right = await store.BeginOrResumeAsync(Name(2), 300, Owner);
        Assert.Equal(0, right.Received);
    }
}
