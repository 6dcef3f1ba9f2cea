using System.Security.Cryptography;
using Candor.Hosting.Blobs;
using Candor.Server.Testing;
using Microsoft.Extensions.Logging.Testing;

namespace Candor.Hosting.Tests.Blobs;

/// <summary>A store in a folder of its own, and blobs whose bytes follow from a number.</summary>
public abstract class BlobTestBase : IDisposable
{
    private protected const string Market = "hospitals";

    private protected const string Owner = "mercy";

    private protected TemporaryFolder Files { get; } = new();

    private protected FakeLogger Logger { get; } = new();

    private protected string DatabasePath => Files.File("candor.db");

    private protected string Root => DatabasePath + ".blobs";

    public void Dispose()
    {
        Files.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected BlobStore Open(BlobLimits? limits = null) =>
        BlobStore.Open(DatabasePath, limits ?? new BlobLimits(), Logger);

    private protected static BlobName Name(byte number, string kind = "values", string market = Market) =>
        BlobName.Of(market, kind, SHA256.HashData([number]));

    private protected static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    private protected string PathOf(BlobName name) => Path.Combine(Root, name.Market, name.FileName);

    private protected string PartOf(BlobName name) => Path.Combine(Root, name.Market, name.PartName);

    private protected static async Task WriteAsync(
        BlobStore store, BlobName name, byte[] content, string owner = Owner)
    {
        await using BlobUpload upload = await store.BeginOrResumeAsync(name, content.Length, owner);
        await upload.AppendAsync(content.AsMemory((int)upload.Received), upload.Received, default);
        await upload.CompleteAsync();
    }

    /// <summary>Begins an upload and leaves it after some of it has come.</summary>
    private protected static async Task BeginAsync(
        BlobStore store, BlobName name, int length, int come = 1, string owner = Owner, BlobShare? share = null)
    {
        await using BlobUpload upload = await store.BeginOrResumeAsync(name, length, owner, share);
        await upload.AppendAsync(Content(length).AsMemory(0, come), 0, default);
    }

    private protected static async Task<BlobStoreException> AssertFaultAsync(
        BlobFault fault, string message, Func<Task> action)
    {
        BlobStoreException e = await Assert.ThrowsAsync<BlobStoreException>(action);
        Assert.Equal((fault, message), (e.Fault, e.Message));
        return e;
    }

    private protected static async Task<List<byte[]>> ChunksAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var read = new List<byte[]>();
        await foreach (ReadOnlyMemory<byte> chunk in chunks)
        {
            read.Add(chunk.ToArray());
        }

        return read;
    }
}
