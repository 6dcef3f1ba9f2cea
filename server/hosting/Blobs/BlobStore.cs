using Candor.Hosting.Storage;

namespace Candor.Hosting.Blobs;

/// <summary>The bulk of markets, beside their database: what signed messages and the log name by its digest. A blob is
/// whole or not there, is written once, and is its owner's alone to use (0600). Thread-safe.</summary>
/// <remarks>One server writes to it, which the lock of its database sees to; a tool that copies may read meanwhile. What
/// is secret, such as opened shares and sums, is deleted as everything else is: its name is taken from the folder.
/// Whether a disk or a file system keeps the bytes is not known here, so no secure erasure is claimed.</remarks>
internal sealed class BlobStore
{
    private readonly BlobFolder _folder;
    private readonly BlobWrites _writes;

    private BlobStore(BlobFolder folder, BlobWrites writes) => (_folder, _writes) = (folder, writes);

    /// <summary>The folder of all markets, <c>{database}.blobs</c>.</summary>
    internal string Folder => _folder.Root;

    /// <summary>Opens the store of a database. Nothing is made or changed until something is uploaded.</summary>
    /// <param name="databasePath">The database's path, as it was given.</param>
    /// <param name="limits">The most that it keeps.</param>
    /// <param name="logger">Told of folders that others may use.</param>
    /// <param name="disk">How blobs get on the disk; null for the system's calls.</param>
    /// <returns>The store.</returns>
    /// <exception cref="BlobStoreException">The folder is a file or a link, or cannot be listed or flushed.</exception>
    /// <exception cref="CandorServerException">There are two, of which one is beside a link to the database.</exception>
    internal static BlobStore Open(string databasePath, BlobLimits limits, ILogger logger, BlobDisk? disk = null) =>
        OpenFolder(DatabaseFiles.Beside(databasePath, ".blobs"), limits, logger, disk);

    /// <summary>Opens a store by its folder, as a copy has it.</summary>
    /// <param name="path">The folder, which need not be there.</param>
    /// <param name="limits">The most that it keeps.</param>
    /// <param name="logger">Told of folders that others may use.</param>
    /// <param name="disk">How blobs get on the disk; null for the system's calls.</param>
    /// <returns>The store.</returns>
    /// <exception cref="BlobStoreException">The folder is a file or a link, or cannot be listed or flushed.</exception>
    internal static BlobStore OpenFolder(string path, BlobLimits limits, ILogger logger, BlobDisk? disk = null)
    {
        var folder = new BlobFolder(Path.GetFullPath(path));
        var writes = new BlobWrites(folder, limits, disk ?? BlobDisk.System);
        IReadOnlyList<string> markets = folder.ListMarkets();
        ExposedFiles.Warn(logger, ExposedFiles.Find(folder.Root));
        writes.TakeStock(markets);
        return new BlobStore(folder, writes);
    }

    /// <summary>Begins to upload a blob, or goes on where an upload of it ended.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="length">Bytes of its content, at most <see cref="BlobSeal.MaxContent"/>.</param>
    /// <param name="owner">Whose room it takes: a participant's id, or a word for the server itself; 1 to 103 bytes.</param>
    /// <param name="share">What it may have of the store; the limits alone where it is null.</param>
    /// <param name="cancellationToken">Stops reading what came before.</param>
    /// <returns>The upload, to be disposed; <see cref="BlobUpload.IsWhole"/> where the blob is there.</returns>
    /// <exception cref="BlobStoreException"><see cref="BlobFault.InUse"/>, <see cref="BlobFault.OverBudget"/>,
    /// <see cref="BlobFault.TooMany"/>,
    /// <see cref="BlobFault.OtherLength"/>, <see cref="BlobFault.OtherOwner"/>, <see cref="BlobFault.TooLarge"/>,
    /// <see cref="BlobFault.Damaged"/> where a whole file is, or the disk's fault.</exception>
    internal async Task<BlobUpload> BeginOrResumeAsync(
        BlobName name,
        long length,
        string owner,
        BlobShare? share = null,
        CancellationToken cancellationToken = default)
    {
        if (!BlobHeader.IsOwner(owner))
        {
            throw new ArgumentException($"'{owner}' is not an owner's name; expected 1 to 103 bytes.", nameof(owner));
        }

        if (length is < 0 or > BlobSeal.MaxContent)
        {
            throw BlobStoreException.OfNumbers(
                BlobFault.TooLarge,
                length,
                BlobSeal.MaxContent,
                $"The blob '{name}' is announced with {length} bytes; expected 0 to {BlobSeal.MaxContent}.");
        }

        BlobUpload upload = _writes.Begin(name, length, owner, share ?? new BlobShare());
        try
        {
            if (!upload.IsWhole)
            {
                await upload.LoadAsync(cancellationToken).ConfigureAwait(false);
            }

            return upload;
        }
        catch
        {
            await upload.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether a whole blob is there.</summary>
    /// <param name="name">The blob.</param>
    /// <returns>Whether it is.</returns>
    /// <exception cref="BlobStoreException">It cannot be read, its file cannot be a whole blob, or its name cannot be
    /// forced to the disk.</exception>
    internal bool Exists(BlobName name) => LengthOf(name) is not null;

    /// <summary>How long a whole blob is.</summary>
    /// <param name="name">The blob.</param>
    /// <returns>Bytes of its content; null where it is not there.</returns>
    /// <exception cref="BlobStoreException">It cannot be read, its file cannot be a whole blob, or its name cannot be
    /// forced to the disk.</exception>
    internal long? LengthOf(BlobName name) => _writes.LengthOf(name);

    /// <summary>How far a blob has come; nothing is waited for where a call uploads it.</summary>
    /// <param name="name">The blob.</param>
    /// <returns>What is known of it; null where nothing of it is there.</returns>
    /// <exception cref="BlobStoreException">It cannot be read, its file cannot be a whole blob, or its name cannot be
    /// forced to the disk.</exception>
    internal BlobStanding? Find(BlobName name) => _writes.Find(name);

    /// <inheritdoc cref="BlobReader.ReadAsync"/>
    internal IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        BlobName name, long from = 0, CancellationToken cancellationToken = default) =>
        BlobReader.ReadAsync(_folder, name, from, cancellationToken);

    /// <inheritdoc cref="BlobReader.ReadAllAsync"/>
    internal Task<byte[]> ReadAllAsync(BlobName name, int most, CancellationToken cancellationToken = default) =>
        BlobReader.ReadAllAsync(_folder, name, most, cancellationToken);

    /// <summary>The markets that have blobs, whole or in part.</summary>
    /// <returns>Their ids, in ordinal order.</returns>
    internal IReadOnlyList<string> ListMarkets() => _folder.ListMarkets();

    /// <summary>The blobs of a market, whole and in part.</summary>
    /// <param name="market">The market's id.</param>
    /// <returns>In ordinal order of their files.</returns>
    internal IReadOnlyList<BlobEntry> List(string market) => _folder.List(market);

    /// <summary>How much a market's folder holds, and since when nothing was written there.</summary>
    /// <param name="market">The market's id.</param>
    /// <returns>Of all files that are named as blobs, whole and in part.</returns>
    /// <exception cref="BlobStoreException">The folder cannot be listed.</exception>
    internal MarketBulk Measure(string market) => _folder.Measure(market);

    /// <summary>Deletes a blob, whole or in part; an upload of it ends.</summary>
    /// <param name="name">The blob.</param>
    /// <returns>What was deleted.</returns>
    /// <exception cref="BlobStoreException">It cannot be deleted.</exception>
    internal DeletedBlobs Delete(BlobName name) => _writes.DeleteWhere(name.Market, entry => entry.Name == name);

    /// <summary>Deletes a market's folder with everything in it; uploads to it end.</summary>
    /// <param name="market">The market's id.</param>
    /// <returns>What was deleted.</returns>
    /// <exception cref="BlobStoreException">It cannot be deleted.</exception>
    internal DeletedBlobs DeleteMarket(string market) => _writes.DeleteMarket(market);
}
