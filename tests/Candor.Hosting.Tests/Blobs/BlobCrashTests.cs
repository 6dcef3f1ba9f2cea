using System.Buffers.Binary;
using Candor.Hosting.Blobs;

namespace Candor.Hosting.Tests.Blobs;

/// <summary>A crash leaves the folder between two steps of an upload. Each such state is resumed or refused: no bytes are
/// ever read that were not written as this blob.</summary>
public sealed class BlobCrashTests : BlobTestBase
{
    private const int Length = (1 << 20) + 500;

    private static readonly byte[] s_content = Content(Length);

    [Fact]
    public async Task Resume_AfterARestart_GoesOnWhereItEnded()
    {
        await using (BlobUpload before = await Open().BeginOrResumeAsync(Name(1), Length, Owner))
        {
            await before.AppendAsync(s_content.AsMemory(0, 300_000), 0, default);
        }

        await AssertResumesAsync(received: 300_000);
    }

    [Fact]
    public async Task Resume_APartThatGrewBehindItsMark_CutsWhatMayNeverHaveBeenWritten()
    {
        await LeaveAPartAsync(300_000);
        AppendTo(PartOf(Name(1)), new byte[4096]);

        await AssertResumesAsync(received: 300_000);
    }

    [Fact]
    public async Task Resume_AKilledProcess_GoesOnFromWhatWasForcedToTheDisk()
    {
        // A killed process writes no mark when it leaves: its last one is that of the bytes which filled the measure.
        BlobName name = Name(1);
        byte[] content = Content(BlobUpload.UnmarkedBytes + 1000);
        BlobUpload killed = await Open().BeginOrResumeAsync(name, content.Length, Owner);
        await killed.AppendAsync(content.AsMemory(0, BlobUpload.UnmarkedBytes), 0, default);
        await killed.AppendAsync(content.AsMemory(BlobUpload.UnmarkedBytes, 10), BlobUpload.UnmarkedBytes, default);
        await killed.DisposeAsync();
        SetMark(PartOf(name), BlobUpload.UnmarkedBytes);

        await using BlobUpload resumed = await Open().BeginOrResumeAsync(name, content.Length, Owner);

        Assert.Equal(BlobUpload.UnmarkedBytes, resumed.Received);
        await resumed.AppendAsync(content.AsMemory(BlobUpload.UnmarkedBytes), BlobUpload.UnmarkedBytes, default);
        await resumed.CompleteAsync();
        Assert.Equal(content, await Open().ReadAllAsync(name, content.Length));
    }

    [Fact]
    public async Task Resume_APartThatIsWholeButNotSealed_IsCompleted()
    {
        await LeaveAPartAsync(Length);

        await AssertResumesAsync(received: Length);
    }

    [Fact]
    public async Task Resume_APartThatIsSealedButNotMoved_IsCompleted()
    {
        await WriteAsync(Open(), Name(1), s_content);
        File.Move(PathOf(Name(1)), PartOf(Name(1)));
        Assert.False(Open().Exists(Name(1)));

        await AssertResumesAsync(received: Length);
    }

    [Fact]
    public async Task Resume_APartWhoseSealIsHalfWritten_IsCompleted()
    {
        await WriteAsync(Open(), Name(1), s_content);
        File.Move(PathOf(Name(1)), PartOf(Name(1)));
        Cut(PartOf(Name(1)), 40);

        await AssertResumesAsync(received: Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BlobHeader.Bytes - 1)]
    public async Task Resume_APartWithoutAllOfItsHeader_BeginsAnew(int bytes)
    {
        await LeaveAPartAsync(300_000);
        Cut(PartOf(Name(1)), (int)new FileInfo(PartOf(Name(1))).Length - bytes);

        await AssertResumesAsync(received: 0);
    }

    [Fact]
    public async Task Resume_APartOfZeros_BeginsAnew()
    {
        // A file that grew before a power cut, and whose bytes were never written.
        await LeaveAPartAsync(300_000);
        File.WriteAllBytes(PartOf(Name(1)), new byte[300_128]);

        await AssertResumesAsync(received: 0);
    }

    [Fact]
    public async Task Resume_APartThatIsShorterThanItsMark_BeginsAnew()
    {
        await LeaveAPartAsync(300_000);
        Cut(PartOf(Name(1)), 1);

        await AssertResumesAsync(received: 0);
    }

    [Fact]
    public async Task Begin_AWholeBlobWithAPartBesideIt_AnswersAndRemovesThePart()
    {
        BlobStore store = Open();
        await WriteAsync(store, Name(1), s_content);
        File.Copy(PathOf(Name(1)), PartOf(Name(1)));

        await using BlobUpload upload = await Open().BeginOrResumeAsync(Name(1), Length, Owner);

        Assert.True(upload.IsWhole);
        Assert.Equal([PathOf(Name(1))], Directory.GetFiles(Path.Combine(Root, Market)));
    }

    [Fact]
    public async Task Read_AWholeFileWithoutItsSeal_IsRefused()
    {
        await WriteAsync(Open(), Name(1), s_content);
        Cut(PathOf(Name(1)), BlobSeal.BytesFor(Length));

        await AssertDamagedAsync(
            $"it has {BlobHeader.Bytes + Length} bytes; expected {BlobSeal.FileBytesFor(Length)}, since it says that its "
            + $"content has {Length}.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Read_AFileWithoutAHeader_IsRefused(int bytes)
    {
        await WriteAsync(Open(), Name(1), s_content);
        File.WriteAllBytes(PathOf(Name(1)), new byte[bytes]);

        await AssertDamagedAsync(
            "its first 128 bytes are not a blob's header; expected one that begins with 'candorb1'.");
    }

    [Fact]
    public async Task Read_APartUnderAWholeName_IsRefused()
    {
        await LeaveAPartAsync(300_000);
        File.Move(PartOf(Name(1)), PathOf(Name(1)));

        await AssertDamagedAsync(
            $"it has 300128 bytes; expected {BlobSeal.FileBytesFor(Length)}, since it says that its content has {Length}.");
    }

    private async Task LeaveAPartAsync(int received)
    {
        await using BlobUpload upload = await Open().BeginOrResumeAsync(Name(1), Length, Owner);
        await upload.AppendAsync(s_content.AsMemory(0, received), 0, default);
    }

    private async Task AssertResumesAsync(int received)
    {
        BlobStore store = Open();
        await using (BlobUpload upload = await store.BeginOrResumeAsync(Name(1), Length, Owner))
        {
            Assert.Equal(received, upload.Received);
            Assert.False(store.Exists(Name(1)));
            Assert.Equal(s_content[..received], (await ChunksAsync(upload.ReadAsync())).SelectMany(chunk => chunk));
            await upload.AppendAsync(s_content.AsMemory(received), received, default);
            await upload.CompleteAsync();
        }

        Assert.Equal(s_content, await Open().ReadAllAsync(Name(1), Length));
        Assert.Equal([PathOf(Name(1))], Directory.GetFiles(Path.Combine(Root, Market)));
    }

    private async Task AssertDamagedAsync(string found)
    {
        BlobStore store = Open();
        string message = $"'{PathOf(Name(1))}' is damaged or is not this blob: {found}";
        await AssertFaultAsync(BlobFault.Damaged, message, () => store.ReadAllAsync(Name(1), Length));
        await AssertFaultAsync(BlobFault.Damaged, message, () => ChunksAsync(store.ReadAsync(Name(1))));
        await AssertFaultAsync(BlobFault.Damaged, message, () => store.BeginOrResumeAsync(Name(1), Length, Owner));

        // Once the operator has deleted it, it is uploaded again.
        Assert.Equal(1, store.Delete(Name(1)).Files);
        await WriteAsync(store, Name(1), s_content);
        Assert.Equal(s_content, await store.ReadAllAsync(Name(1), Length));
    }

    private static void AppendTo(string path, byte[] bytes)
    {
        using FileStream file = new(path, FileMode.Append);
        file.Write(bytes);
    }

    private static void Cut(string path, int bytes)
    {
        using FileStream file = new(path, FileMode.Open);
        file.SetLength(file.Length - bytes);
    }

    private static void SetMark(string path, long mark)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, mark);
        using FileStream file = new(path, FileMode.Open);
        file.Position = BlobHeader.MarkOffset;
        file.Write(bytes);
    }
}
