using Candor.Hosting.Blobs;

namespace Candor.Hosting.Tests.Blobs;

/// <summary>Whatever a disk or a person changes in a whole file, a reader gets the bytes that were written or none.</summary>
public sealed class BlobDamageTests : BlobTestBase
{
    [Fact]
    public async Task Read_AFileWithAnyOneBitChanged_IsRefused()
    {
        BlobStore store = Open();
        await WriteAsync(store, Name(1), Content(200));
        byte[] file = File.ReadAllBytes(PathOf(Name(1)));
        Assert.Equal(BlobSeal.FileBytesFor(200), file.Length);

        for (int i = 0; i < file.Length; i++)
        {
            byte[] changed = [.. file];
            changed[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(PathOf(Name(1)), changed);

            BlobStoreException e = await Assert.ThrowsAsync<BlobStoreException>(() => store.ReadAllAsync(Name(1), 200));

            Assert.Equal((i, BlobFault.Damaged), (i, e.Fault));
            Assert.StartsWith($"'{PathOf(Name(1))}' is damaged or is not this blob: ", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Read_AFileOfAnyOtherLength_IsRefused()
    {
        BlobStore store = Open();
        await WriteAsync(store, Name(1), Content(50));
        byte[] file = File.ReadAllBytes(PathOf(Name(1)));

        foreach (byte[] other in Enumerable.Range(0, file.Length).Select(length => file[..length]).Append([.. file, 0]))
        {
            File.WriteAllBytes(PathOf(Name(1)), other);

            BlobStoreException e = await Assert.ThrowsAsync<BlobStoreException>(() => store.ReadAllAsync(Name(1), 200));

            Assert.Equal((other.Length, BlobFault.Damaged), (other.Length, e.Fault));
        }
    }

    [Theory]
    [InlineData("values", "hospitals", 2)]
    [InlineData("blindings", "hospitals", 1)]
    [InlineData("values", "banks", 1)]
    public async Task Read_AnotherBlobsFile_IsRefused(string kind, string market, byte number)
    {
        BlobStore store = Open();
        BlobName other = Name(number, kind, market);
        await WriteAsync(store, Name(1), Content(50));
        await WriteAsync(store, other, Content(50));

        File.Copy(PathOf(other), PathOf(Name(1)), overwrite: true);

        BlobStoreException e = await Assert.ThrowsAsync<BlobStoreException>(() => store.ReadAllAsync(Name(1), 50));
        Assert.Equal(BlobFault.Damaged, e.Fault);
        Assert.Contains("SHA-256 of its name, header and hashes is ", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("which is written at its end.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ADamagedChunk_HandsOutThoseBeforeItAndNothingOfIt()
    {
        BlobStore store = Open();
        byte[] content = Content(3 << 20);
        await WriteAsync(store, Name(1), content);
        using (FileStream file = new(PathOf(Name(1)), FileMode.Open))
        {
            file.Position = BlobHeader.Bytes + (2 << 20) - 1;
            file.WriteByte((byte)~content[(2 << 20) - 1]);
        }

        var read = new List<byte[]>();
        BlobStoreException e = await Assert.ThrowsAsync<BlobStoreException>(async () =>
        {
            await foreach (ReadOnlyMemory<byte> chunk in store.ReadAsync(Name(1)))
            {
                read.Add(chunk.ToArray());
            }
        });

        Assert.Equal(BlobFault.Damaged, e.Fault);
        Assert.Contains("SHA-256 of its content from byte 1048576 on is ", e.Message, StringComparison.Ordinal);
        Assert.Equal(content[..(1 << 20)], Assert.Single(read));
        Assert.Equal(content[(2 << 20)..], Assert.Single(await ChunksAsync(store.ReadAsync(Name(1), 2 << 20))));
    }

    [Fact]
    public async Task ReadAll_ABlobLongerThanTheCallerTakes_IsRefusedWithBothNumbers()
    {
        BlobStore store = Open();
        await WriteAsync(store, Name(1), Content(50));

        BlobStoreException e = await AssertFaultAsync(
            BlobFault.TooLarge,
            $"The blob '{Name(1)}' has 50 bytes; expected at most 49.",
            () => store.ReadAllAsync(Name(1), 49));

        Assert.Equal((50, 49), (e.Found, e.Expected));
    }

    [Fact]
    public async Task Read_ABlobThatIsNotThere_IsNotFound()
    {
        BlobStore store = Open();
        string message = $"There is no whole blob '{Name(1)}' in '{Root}'.";
        await AssertFaultAsync(BlobFault.NotFound, message, () => store.ReadAllAsync(Name(1), 10));
        await AssertFaultAsync(BlobFault.NotFound, message, () => ChunksAsync(store.ReadAsync(Name(1))));
        Assert.False(store.Exists(Name(1)));
        Assert.False(Directory.Exists(Root));
    }
}
