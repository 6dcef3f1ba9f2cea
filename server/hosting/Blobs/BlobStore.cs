using Candor.Hosting.Storage;

namespace Candor.Hosting.Blobs;

/// <summary>The bulk of markets, beside their database: what signed messages and the log name by its digest. A blob is
/// whole or not there, is written once, and is its owner's alone to use (0600). Thread-safe.</summary>
/// <remarks>One server writes to it, which the lock of its database sees to; a tool that copies may read meanwhile. What
/// is secret, such as opened shares and sums, is deleted as everything else is: its name is taken from the folder.
/// Whether a disk or a file system keeps the bytes is not known here, so no secure erasure is claimed.</remarks>
internal sealed class BlobStore
{
    // Not a name of a market's participant, so that nobody's room is taken.
    private const string UnknownOwner = "?";

    private readonly Lock _gate = new();
    private readonly BlobFolder _folder;
    private readonly BlobLedger _ledger;
    private readonly Dictionary<BlobName, BlobUpload> _uploads = [];

    private BlobStore(BlobFolder folder, BlobLimits limits)
    {
        _folder = folder;
        _ledger = new BlobLedger(limits);
    }

    /// <summary>The folder of all markets, <c>{database}.blobs</c>.</summary>
    internal string Folder => _folder.Root;

    /// <summary>Opens the store of a database. Nothing is made or changed until something is uploaded.</summary>
    /// <param name="databasePath">The database's path, as it was given.</param>
    /// <param name="limits">The most that it keeps.</param>
    /// <param name="logger">Told of folders that others may use.</param>
    /// <returns>The store.</returns>
    /// <exception cref="BlobStoreException">The folder is a file or a link, or cannot be listed.</exception>
    /// <exception cref="CandorServerException">There are two, of which one is beside a link to the database.</exception>
    internal static BlobStore Open(string databasePath, BlobLimits limits, ILogger logger) =>
        OpenFolder(DatabaseFiles.Beside(databasePath, ".blobs"), limits, logger);

    /// <summary>Opens a store by its folder, as a copy has it.</summary>
    /// <param name="path">The folder, which need not be there.</param>
    /// <param name="limits">The most that it keeps.</param>
    /// <param name="logger">Told of folders that others may use.</param>
    /// <returns>The store.</returns>
    /// <exception cref="BlobStoreException">The folder is a file or a link, or cannot be listed.</exception>
    internal static BlobStore OpenFolder(string path, BlobLimits limits, ILogger logger)
    {
        var folder = new BlobFolder(Path.GetFullPath(path));
        var store = new BlobStore(folder, limits);
        IReadOnlyList<string> markets = folder.ListMarkets();
        ExposedFiles.Warn(logger, ExposedFiles.Find(folder.Root));
        foreach (string market in markets)
        {
            foreach (BlobEntry entry in folder.List(market))
            {
                store.Account(entry);
            }
        }

        return store;
    }

    /// <summary>Begins to upload a blob, or goes on where an upload of it ended.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="length">Bytes of its content, at most <see cref="BlobSeal.MaxContent"/>.</param>
    /// <param name="owner">Whose room it takes: a participant's id, or a word for the server itself; 1 to 103 bytes.</param>
    /// <param name="cancellationToken">Stops reading what came before.</param>
    /// <returns>The upload, to be disposed; <see cref="BlobUpload.IsWhole"/> where the blob is there.</returns>
    /// <exception cref="BlobStoreException"><see cref="BlobFault.InUse"/>, <see cref="BlobFault.OverBudget"/>,
    /// <see cref="BlobFault.OtherLength"/>, <see cref="BlobFault.OtherOwner"/>, <see cref="BlobFault.TooLarge"/>,
    /// <see cref="BlobFault.Damaged"/> where a whole file is, or the disk's fault.</exception>
    internal async Task<BlobUpload> BeginOrResumeAsync(
        BlobName name, long length, string owner, CancellationToken cancellationToken = default)
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

        BlobUpload upload = Begin(name, length, owner);
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
    /// <exception cref="BlobStoreException">It cannot be read, or its file cannot be a whole blob.</exception>
    internal bool Exists(BlobName name) => LengthOf(name) is not null;

    /// <summary>How long a whole blob is.</summary>
    /// <param name="name">The blob.</param>
    /// <returns>Bytes of its content; null where it is not there.</returns>
    /// <exception cref="BlobStoreException">It cannot be read, or its file cannot be a whole blob.</exception>
    internal long? LengthOf(BlobName name) => BlobReader.LengthOf(_folder, name);

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

    /// <summary>Deletes a blob, whole or in part; an upload of it ends.</summary>
    /// <param name="name">The blob.</param>
    /// <returns>What was deleted.</returns>
    /// <exception cref="BlobStoreException">It cannot be deleted.</exception>
    internal DeletedBlobs Delete(BlobName name) => DeleteWhere(name.Market, entry => entry.Name == name);

    /// <summary>Deletes a market's folder with everything in it; uploads to it end.</summary>
    /// <param name="market">The market's id.</param>
    /// <returns>What was deleted.</returns>
    /// <exception cref="BlobStoreException">It cannot be deleted.</exception>
    internal DeletedBlobs DeleteMarket(string market)
    {
        lock (_gate)
        {
            DeletedBlobs deleted = DeleteWhere(market, _ => true);
            BlobDeletion.RemoveFolder(_folder, market);
            _ledger.ReleaseMarket(market);
            return deleted;
        }
    }

    /// <summary>Deletes what retention no longer keeps.</summary>
    /// <param name="now">The time.</param>
    /// <param name="keepUntil">Until when the bulk of a market, by its id, is kept: <see cref="DateTimeOffset.MaxValue"/>
    /// while it runs; null where there is no such market. Of a market that is not there only parts are deleted: whole
    /// blobs may be of a database that was put back from an older copy, and <see cref="DeleteMarket"/> deletes
    /// them.</param>
    /// <returns>What was deleted of each market, and what could not be.</returns>
    /// <exception cref="BlobStoreException">The folder of all markets cannot be listed.</exception>
    internal BlobSweep Sweep(DateTimeOffset now, Func<string, DateTimeOffset?> keepUntil)
    {
        var deleted = new List<DeletedBlobs>();
        var faults = new List<BlobStoreException>();
        foreach (string market in ListMarkets())
        {
            try
            {
                DateTimeOffset? until = keepUntil(market);
                DeletedBlobs of = until is null
                    ? DeleteWhere(market, entry => !entry.IsWhole)
                    : until < now ? DeleteMarket(market) : DeletedBlobs.Nothing(market);
                if (of.Files > 0)
                {
                    deleted.Add(of);
                }
            }
            catch (BlobStoreException e)
            {
                // One market's folder that cannot be deleted keeps no other from being.
                faults.Add(e);
            }
        }

        return new BlobSweep(deleted, faults);
    }

    /// <summary>Moves a sealed file to its name.</summary>
    internal void Keep(BlobUpload upload)
    {
        lock (_gate)
        {
            if (upload.IsDeleted)
            {
                throw new BlobStoreException(
                    BlobFault.Deleted,
                    $"The blob '{upload.Name}' was deleted while it was uploaded; expected it to be kept.");
            }

            File.Move(_folder.PartOf(upload.Name), _folder.WholeOf(upload.Name), overwrite: true);
            Flush(upload.Name);
        }
    }

    /// <summary>Deletes what has come of an upload.</summary>
    internal void DeletePart(BlobUpload upload)
    {
        lock (_gate)
        {
            if (!upload.IsDeleted && _uploads.GetValueOrDefault(upload.Name) == upload)
            {
                DeleteWhere(upload.Name.Market, entry => entry.Name == upload.Name && !entry.IsWhole);
            }
        }
    }

    /// <summary>Lets another call upload the blob.</summary>
    internal void End(BlobUpload upload)
    {
        lock (_gate)
        {
            if (_uploads.GetValueOrDefault(upload.Name) == upload)
            {
                _uploads.Remove(upload.Name);
            }
        }
    }

    private BlobUpload Begin(BlobName name, long length, string owner)
    {
        lock (_gate)
        {
            if (LengthOf(name) is { } found)
            {
                return found == length ? Answer(name, length) : throw BlobStoreException.OfNumbers(
                    BlobFault.OtherLength,
                    length,
                    found,
                    $"The blob '{name}' is announced with {length} bytes; expected {found}, which it has here.");
            }

            if (_uploads.ContainsKey(name))
            {
                throw new BlobStoreException(
                    BlobFault.InUse, $"The blob '{name}' is being uploaded by another call; expected one at a time.");
            }

            bool isTaken = _ledger.Take(name, owner, BlobSeal.FileBytesFor(length));
            try
            {
                _folder.Make(name.Market);
                BlobPart part = BlobPart.Open(_folder, name, length, owner);
                return _uploads[name] = new BlobUpload(this, name, _folder.PartOf(name), length, part);
            }
            catch when (isTaken)
            {
                _ledger.Release(name);
                throw;
            }
        }
    }

    // Whoever moved the file may have failed to flush its name; and a part may be left beside it.
    private BlobUpload Answer(BlobName name, long length)
    {
        try
        {
            Flush(name);
            File.Delete(_folder.PartOf(name));
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            throw BlobStoreException.Explain(e, _folder.WholeOf(name), "kept");
        }

        return new BlobUpload(this, name, _folder.WholeOf(name), length, part: null);
    }

    private void Flush(BlobName name)
    {
        FolderSync.Flush(_folder.Of(name.Market));
        FolderSync.Flush(_folder.Root);
    }

    private DeletedBlobs DeleteWhere(string market, Func<BlobEntry, bool> isMeant)
    {
        lock (_gate)
        {
            BlobDeletion deletion = new(_folder, market);
            foreach (BlobEntry entry in _folder.List(market).Where(isMeant))
            {
                if (!entry.IsWhole && _uploads.GetValueOrDefault(entry.Name) is { } upload)
                {
                    upload.MarkDeleted();
                    _uploads.Remove(entry.Name);
                }

                deletion.Remove(entry);
                if (entry.IsWhole || !File.Exists(_folder.WholeOf(entry.Name)))
                {
                    _ledger.Release(entry.Name);
                }
            }

            return deletion.End();
        }
    }

    private void Account(BlobEntry entry)
    {
        if (entry.Header is { } header)
        {
            _ledger.Enter(entry.Name, header.Owner, BlobSeal.FileBytesFor(header.Length));
        }
        else if (entry.IsWhole)
        {
            _ledger.Enter(entry.Name, UnknownOwner, new FileInfo(_folder.WholeOf(entry.Name)).Length);
        }
    }
}
