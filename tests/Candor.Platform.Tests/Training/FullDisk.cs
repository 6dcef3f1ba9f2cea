using Candor.Hosting.Blobs;
using Candor.Hosting.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Candor.Platform.Tests.Training;

/// <summary>A disk on which no file of the store of bulk may be longer than there is room.</summary>
internal sealed class FullDisk : BlobDisk
{
    private const int NoSpace = 28;

    /// <summary>The most bytes of a file.</summary>
    internal long Room { get; set; } = long.MaxValue;

    /// <summary>Lets a server keep its bulk on it.</summary>
    internal void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton(provider =>
    {
        _ = provider.GetRequiredService<IEventStore>();
        return BlobStore.Open(
            provider.GetRequiredService<CandorServerOptions>().DatabasePath,
            new BlobLimits(),
            provider.GetRequiredService<ILogger<BlobStore>>(),
            this);
    });

    internal override ValueTask WriteAsync(
        FileStream file, ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken) =>
        offset + bytes.Length > Room
            ? throw new IOException("No space left on device", NoSpace)
            : base.WriteAsync(file, bytes, offset, cancellationToken);
}
