namespace Candor.Hosting.Blobs;

/// <summary>What changes a store's files, one call at a time: gives room, begins uploads, moves what is whole to its name,
/// and deletes. Thread-safe.</summary>
/// <param name="folder">The files.</param>
/// <param name="limits">The most that is kept.</param>
/// <param name="disk">How it gets on the disk.</param>
internal sealed class BlobWrites(BlobFolder folder, BlobLimits limits, BlobDisk disk)
{
    // Not a name of a market's participant, so that nobody's room is taken.
    private const string UnknownOwner = "?";

    private readonly Lock _gate = new();
    private readonly BlobLedger _ledger = new(limits);
    private readonly Dictionary<BlobName, BlobUpload> _uploads = [];

    // Whole files whose names a power cut may still take back, since flushing their folder failed.
    private readonly HashSet<BlobName> _unflushed = [];

    /// <summary>Writes down what is there when the store is opened, and forces its names to the disk: the process before may
    /// have been killed between moving a file and that.</summary>
    /// <param name="markets">The markets that have a folder.</param>
    /// <exception cref="BlobStoreException">A folder cannot be listed or flushed.</exception>
    internal void TakeStock(IReadOnlyList<string> markets)
    {
        lock (_gate)
        {
            foreach (string market in markets)
            {
                FlushFolder(folder.Of(market));
                foreach (BlobEntry entry in folder.List(market))
                {
                    Account(entry);
                }
            }

            if (markets.Count > 0)
            {
                FlushFolder(folder.Root);
            }
        }
    }

    /// <summary>How long a whole blob is.</summary>
    /// <param name="name">The blob.</param>
    /// <returns>Bytes of its content; null where it is not there.</returns>
    /// <exception cref="BlobStoreException">It cannot be read, its file cannot be a whole blob, or its name cannot be
    /// forced to the disk.</exception>
    internal long? LengthOf(BlobName name)
    {
        lock (_gate)
        {
            if (_unflushed.Contains(name))
            {
                Flush(name);
            }
        }

        return BlobReader.LengthOf(folder, name);
    }

    /// <summary>How far a blob has come.</summary>
    /// <param name="name">The blob.</param>
    /// <returns>What is known of it; null where nothing of it is there.</returns>
    /// <exception cref="BlobStoreException">As <see cref="LengthOf"/>.</exception>
    internal BlobStanding? Find(BlobName name)
    {
        lock (_gate)
        {
            if (LengthOf(name) is not null)
            {
                (FileStream file, BlobHeader header) = folder.OpenWhole(name)!.Value;
                file.Dispose();
                return new BlobStanding(header.Owner, header.Length, IsWhole: true, IsUploading: false);
            }

            return _uploads.TryGetValue(name, out BlobUpload? upload)
                ? new BlobStanding(upload.Owner, upload.Received, IsWhole: false, IsUploading: true)
                : folder.FindPart(name);
        }
    }

    /// <summary>Reads a whole blob.</summary>
    internal IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(BlobName name, CancellationToken cancellationToken) =>
        BlobReader.ReadAsync(folder, name, 0, cancellationToken);

    /// <summary>Begins or resumes an upload, whose content from before is yet to be loaded.</summary>
    internal BlobUpload Begin(BlobName name, long length, string owner, BlobShare share)
    {
        lock (_gate)
        {
            if (LengthOf(name) is { } found)
            {
                return found == length ? Answer(name, length, owner) : throw BlobStoreException.OfNumbers(
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

            bool isTaken = _ledger.Take(name, owner, BlobSeal.FileBytesFor(length), share);
            try
            {
                folder.Make(name.Market);
                BlobPart part = BlobPart.Open(disk, folder, name, length, owner);
                return _uploads[name] = new BlobUpload(this, name, folder.PartOf(name), length, owner, part) { Share = share };
            }
            catch when (isTaken)
            {
                _ledger.Release(name);
                folder.RemoveEmptyPart(name);
                throw;
            }
        }
    }

    /// <summary>Takes the room of what comes next of an upload.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="received">Bytes of content with what comes.</param>
    /// <exception cref="BlobStoreException"><see cref="BlobFault.OverBudget"/>.</exception>
    internal void Grow(BlobUpload upload, long received)
    {
        lock (_gate)
        {
            if (!upload.IsDeleted)
            {
                _ledger.Grow(upload.Name, upload.Owner, BlobSeal.FileBytesFor(received), upload.Share);
            }
        }
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

            disk.Move(folder.PartOf(upload.Name), folder.WholeOf(upload.Name));
            _unflushed.Add(upload.Name);
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
                upload.MarkDeleted();
                _uploads.Remove(upload.Name);
                BlobDeletion deletion = new(folder, upload.Name.Market);
                deletion.Remove(new BlobEntry(upload.Name, IsWhole: false, Header: null));
                _ledger.Release(upload.Name);
                _ = deletion.End();
            }
        }
    }

    /// <summary>Lets another call upload the blob. Of one of which nothing has come nothing stays.</summary>
    internal void End(BlobUpload upload)
    {
        lock (_gate)
        {
            if (_uploads.GetValueOrDefault(upload.Name) == upload)
            {
                _uploads.Remove(upload.Name);
                if (upload is { IsWhole: false, Received: 0 })
                {
                    folder.RemoveEmptyPart(upload.Name);
                    if (!File.Exists(folder.PartOf(upload.Name)))
                    {
                        _ledger.Release(upload.Name);
                    }
                }
            }
        }
    }

    /// <summary>Deletes blobs, whole or in part; uploads of them end.</summary>
    /// <param name="market">Whose.</param>
    /// <param name="isMeant">Which.</param>
    /// <returns>What was deleted.</returns>
    /// <exception cref="BlobStoreException">One cannot be deleted.</exception>
    internal DeletedBlobs DeleteWhere(string market, Func<BlobEntry, bool> isMeant)
    {
        lock (_gate)
        {
            BlobDeletion deletion = new(folder, market);
            foreach (BlobEntry entry in folder.List(market).Where(isMeant))
            {
                if (!entry.IsWhole && _uploads.GetValueOrDefault(entry.Name) is { } upload)
                {
                    upload.MarkDeleted();
                    _uploads.Remove(entry.Name);
                }

                deletion.Remove(entry);
                if (entry.IsWhole || !File.Exists(folder.WholeOf(entry.Name)))
                {
                    _ledger.Release(entry.Name);
                }

                if (entry.IsWhole)
                {
                    _unflushed.Remove(entry.Name);
                }
            }

            return deletion.End();
        }
    }

    /// <summary>Deletes a market's folder with everything in it; uploads to it end.</summary>
    /// <param name="market">The market's id.</param>
    /// <returns>What was deleted.</returns>
    /// <exception cref="BlobStoreException">It cannot be deleted.</exception>
    internal DeletedBlobs DeleteMarket(string market)
    {
        lock (_gate)
        {
            DeletedBlobs deleted = DeleteWhere(market, _ => true);
            BlobDeletion.RemoveFolder(folder, market);
            _ledger.ReleaseMarket(market);
            return deleted;
        }
    }

    // A part may be left beside the whole file.
    private BlobUpload Answer(BlobName name, long length, string owner)
    {
        try
        {
            File.Delete(folder.PartOf(name));
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            throw BlobStoreException.Explain(e, folder.PartOf(name), "deleted");
        }

        return new BlobUpload(this, name, folder.WholeOf(name), length, owner, part: null);
    }

    private void Flush(BlobName name)
    {
        FlushFolder(folder.Of(name.Market));
        FlushFolder(folder.Root);
        _unflushed.Remove(name);
    }

    private void FlushFolder(string path)
    {
        try
        {
            disk.FlushFolder(path);
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            throw BlobStoreException.Explain(e, path, "flushed");
        }
    }

    private void Account(BlobEntry entry)
    {
        if (entry.Header is { } header)
        {
            _ledger.Enter(entry.Name, header.Owner, BlobSeal.FileBytesFor(entry.IsWhole ? header.Length : Math.Min(header.Mark, header.Length)));
        }
        else if (entry.IsWhole)
        {
            _ledger.Enter(entry.Name, UnknownOwner, new FileInfo(folder.WholeOf(entry.Name)).Length);
        }
    }
}
