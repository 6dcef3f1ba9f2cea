using Candor.Hosting.Storage;

namespace Candor.Hosting.Blobs;

/// <summary>Deletes files of one market and counts what it deleted.</summary>
/// <param name="folder">Where they are.</param>
/// <param name="market">The market's id.</param>
internal sealed class BlobDeletion(BlobFolder folder, string market)
{
    private int _whole;
    private int _parts;
    private long _bytes;

    /// <summary>Deletes a file.</summary>
    /// <param name="entry">The file.</param>
    /// <exception cref="BlobStoreException">It cannot be deleted.</exception>
    internal void Remove(BlobEntry entry)
    {
        string path = entry.IsWhole ? folder.WholeOf(entry.Name) : folder.PartOf(entry.Name);
        try
        {
            long bytes = new FileInfo(path).Length;
            File.Delete(path);
            _bytes += bytes;
            _whole += entry.IsWhole ? 1 : 0;
            _parts += entry.IsWhole ? 0 : 1;
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            throw BlobStoreException.Explain(e, path, "deleted");
        }
    }

    /// <summary>Ends the deletion: what is deleted stays so after a power cut.</summary>
    /// <returns>What was deleted.</returns>
    /// <exception cref="BlobStoreException">The folder cannot be flushed.</exception>
    internal DeletedBlobs End()
    {
        if (_whole + _parts > 0)
        {
            try
            {
                FolderSync.Flush(folder.Of(market));
            }
            catch (IOException e)
            {
                throw BlobStoreException.Explain(e, folder.Of(market), "flushed");
            }
        }

        return new DeletedBlobs(market, _whole, _parts, _bytes);
    }

    /// <summary>Removes a market's folder, with what else is in it.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="market">The market's id.</param>
    /// <exception cref="BlobStoreException">It cannot be removed.</exception>
    internal static void RemoveFolder(BlobFolder folder, string market)
    {
        string path = folder.Of(market);
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
                FolderSync.Flush(folder.Root);
            }
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            throw BlobStoreException.Explain(e, path, "deleted");
        }
    }
}

/// <summary>What was deleted of one market.</summary>
/// <param name="Market">The market's id.</param>
/// <param name="Whole">How many whole blobs.</param>
/// <param name="Parts">How many of which not all had come.</param>
/// <param name="Bytes">How many bytes the files had.</param>
internal sealed record DeletedBlobs(string Market, int Whole, int Parts, long Bytes)
{
    /// <summary>How many files.</summary>
    internal int Files => Whole + Parts;
}
