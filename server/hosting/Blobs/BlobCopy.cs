using Microsoft.Extensions.Logging.Abstractions;

namespace Candor.Hosting.Blobs;

/// <summary>Copies a blob store, blob by blob, each checked where it is read and where it was written.</summary>
/// <param name="Copied">How many blobs the copy has.</param>
/// <param name="Bytes">Bytes of their contents.</param>
/// <param name="Faults">Why the others are not in it. A copy with faults is not whole, and whoever asked for it has to be
/// told each.</param>
internal sealed record BlobCopy(int Copied, long Bytes, IReadOnlyList<BlobStoreException> Faults)
{
    /// <summary>Copies all whole blobs. A copy that was stopped goes on where it ended; blobs that are deleted meanwhile
    /// are left out, and what is in the copy alone stays.</summary>
    /// <param name="store">What is copied; a server may use it meanwhile.</param>
    /// <param name="folder">The copy's folder, <c>{database}.blobs</c> beside the database's copy.</param>
    /// <param name="cancellationToken">Stops copying.</param>
    /// <returns>What was copied.</returns>
    /// <exception cref="BlobStoreException">A folder cannot be listed, or the copy's lies in the store's own.</exception>
    internal static async Task<BlobCopy> ToAsync(
        BlobStore store, string folder, CancellationToken cancellationToken = default)
    {
        string target = Path.GetFullPath(folder);
        if ((target + Path.DirectorySeparatorChar).StartsWith(
            store.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new BlobStoreException(
                BlobFault.NotUsable, $"'{target}' is, or lies in, the folder that is copied; expected another.");
        }

        BlobStore copy = BlobStore.OpenFolder(
            target, new BlobLimits(long.MaxValue, long.MaxValue, long.MaxValue), NullLogger.Instance);
        int copied = 0;
        long bytes = 0;
        var faults = new List<BlobStoreException>();
        foreach (BlobEntry entry in store.ListMarkets().SelectMany(store.List).Where(entry => entry.IsWhole))
        {
            try
            {
                bytes += await CopyAsync(store, copy, entry, cancellationToken).ConfigureAwait(false);
                copied++;
            }
            catch (BlobStoreException e) when (e.Fault == BlobFault.NotFound)
            {
                // Retention deleted it since it was listed.
            }
            catch (BlobStoreException e)
            {
                faults.Add(e);
            }
        }

        return new BlobCopy(copied, bytes, faults);
    }

    private static async Task<long> CopyAsync(
        BlobStore store, BlobStore copy, BlobEntry entry, CancellationToken cancellationToken)
    {
        BlobName name = entry.Name;
        if (entry.Header is not { } header)
        {
            // Reading says what is wrong with it; that it is right by now does not happen to a whole file.
            _ = store.LengthOf(name);
            throw new BlobStoreException(BlobFault.Failed, $"The header of the blob '{name}' could not be read.");
        }

        BlobUpload upload = await copy.BeginOrResumeAsync(name, header.Length, header.Owner, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        await using (upload.ConfigureAwait(false))
        {
            if (!upload.IsWhole)
            {
                await FillAsync(store, upload, cancellationToken).ConfigureAwait(false);
            }
        }

        await foreach (ReadOnlyMemory<byte> _ in copy.ReadAsync(name, 0, cancellationToken).ConfigureAwait(false))
        {
            // Each chunk is checked as it is read.
        }

        return header.Length;
    }

    private static async Task FillAsync(BlobStore store, BlobUpload upload, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> chunk in store.ReadAsync(upload.Name, upload.Received, cancellationToken)
                .ConfigureAwait(false))
            {
                await upload.AppendAsync(chunk, upload.Received, cancellationToken).ConfigureAwait(false);
            }

            await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (BlobStoreException e) when (e.Fault is BlobFault.Damaged or BlobFault.NotFound)
        {
            // What cannot become whole leaves no part in the copy.
            upload.Discard();
            throw;
        }
    }
}
