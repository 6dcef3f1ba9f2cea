using Candor.Hosting;
using Candor.Hosting.Blobs;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Marks;
using Candor.Hosting.Storage.Sqlite;
using Candor.Platform.Keys;
using Candor.Validator.Verdicts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Candor.Platform.Databases;

/// <summary>Looks at everything that belongs to a database and changes nothing; a server may use it meanwhile.</summary>
/// <remarks>The marks are read first, since they follow what is committed: read later they could be ahead of what was read
/// of the database, though nothing is wrong.</remarks>
internal sealed class DatabaseCheck
{
    private const int AnswersAtOnce = 256;

    private readonly DatabasePlaces _places;
    private readonly SqliteArchive _archive;
    private readonly List<DatabaseFinding> _findings = [];
    private readonly List<string> _unknownBulk = [];
    private long _streams;
    private long _events;
    private long _answers;
    private long _marked;
    private long _blobs;
    private long _bytes;

    private DatabaseCheck(DatabasePlaces places, SqliteArchive archive) => (_places, _archive) = (places, archive);

    /// <summary>Checks a database.</summary>
    /// <param name="places">Where it and its files are.</param>
    /// <param name="progress">Told what is looked at next.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="StoreOpenException">There is no database that could be looked at.</exception>
    internal static async Task<DatabaseReport> RunAsync(
        DatabasePlaces places, Action<string> progress, CancellationToken cancellationToken)
    {
        using SqliteArchive archive = SqliteArchive.Open(places.Database);
        var check = new DatabaseCheck(places, archive);
        HighWaterMarks? marks = check.ReadMarks();
        check.CheckKey();
        progress($"pages of {places.Database}");
        check.Add(DatabasePart.File, places.Database, await archive.CheckPagesAsync(cancellationToken).ConfigureAwait(false));
        HashSet<string> names = await check.CheckStreamsAsync(marks, progress, cancellationToken).ConfigureAwait(false);
        await check.CheckAnswersAsync(cancellationToken).ConfigureAwait(false);
        if (places.Role == StoreRole.Platform)
        {
            progress($"blobs in {places.Folder}");
            await check.CheckBlobsAsync(names, cancellationToken).ConfigureAwait(false);
        }

        return new DatabaseReport(
            places,
            archive.Signer,
            check._streams,
            check._events,
            check._answers,
            check._marked,
            check._blobs,
            check._bytes,
            check._unknownBulk,
            check._findings);
    }

    private void Add(DatabasePart part, string name, string found) => _findings.Add(new DatabaseFinding(part, name, found));

    private void Add(DatabasePart part, string name, IEnumerable<string> found)
    {
        foreach (string one in found)
        {
            Add(part, name, one);
        }
    }

    private HighWaterMarks? ReadMarks()
    {
        string path = _places.Marks;
        try
        {
            if (!File.Exists(path))
            {
                if (_archive.MarksId is not null)
                {
                    Add(DatabasePart.Marks, path, "the file is not there");
                }

                return null;
            }

            if (!HighWaterMarks.TryRead(path, out HighWaterMarks? marks, out string? fault))
            {
                Add(DatabasePart.Marks, path, $"the file {fault}");
            }
            else if (_archive.MarksId is { } known && known != marks.Id)
            {
                Add(DatabasePart.Marks, path, $"the file has the id {marks.Id}, and its database knows {known}: it is another's");
                return null;
            }

            _marked = marks?.All.Count ?? 0;
            return marks;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Add(DatabasePart.Marks, path, $"the file cannot be read: {e.Message}");
            return null;
        }
    }

    private void CheckKey()
    {
        if (_archive.Signer is not { } signer)
        {
            return;
        }

        try
        {
            if (!File.Exists(_places.Key))
            {
                Add(DatabasePart.Key, _places.Key, $"the {_places.KeyName} is not there; expected {signer}");
                return;
            }

            string found = ReadKey();
            if (found != signer)
            {
                Add(DatabasePart.Key, _places.Key, $"the {_places.KeyName} is {found}; expected {signer}");
            }
        }
        catch (Exception e) when (e is CandorServerException or IOException or UnauthorizedAccessException)
        {
            Add(DatabasePart.Key, _places.Key, e.Message.ReplaceLineEndings(" "));
        }
    }

    private string ReadKey()
    {
        if (_places.Role == StoreRole.Platform)
        {
            return LogKeyFile.Read(_places.Key).LogKey.ToString();
        }

        using ValidatorKey key = ValidatorKey.Open(_places.Key, new StoreIdentity(null, IsEmpty: false));
        return key.Public.KeyId.ToString();
    }

    private async Task<HashSet<string>> CheckStreamsAsync(
        HighWaterMarks? marks, Action<string> progress, CancellationToken cancellationToken)
    {
        var scan = new StreamScan(_archive, static (_, _) => Task.CompletedTask);
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            foreach (string stray in await _archive.ListStrayAsync(cancellationToken).ConfigureAwait(false))
            {
                Add(DatabasePart.Stream, stray, "there are events of it that its row does not count, or it has no row");
            }

            names = [.. await _archive.ListNamesAsync(cancellationToken).ConfigureAwait(false)];
        }
        catch (StoreUnavailableException e)
        {
            Add(DatabasePart.File, _places.Database, e.Message);
        }

        IEnumerable<string> marked = (marks?.All ?? []).Select(static mark => mark.Key);
        foreach (string name in names.Union(marked).Order(StringComparer.Ordinal))
        {
            progress(name);
            _streams++;
            try
            {
                (StreamHead head, long bytes) =
                    await scan.RunAsync(name, marks?.Of(name), cancellationToken).ConfigureAwait(false);
                _events += head.Version;
                _bytes += bytes;
            }
            catch (StreamDamagedException e)
            {
                Add(DatabasePart.Stream, name, e.Found);
            }
            catch (StoreUnavailableException e)
            {
                Add(DatabasePart.Stream, name, e.Message);
            }
        }

        return names;
    }

    private async Task CheckAnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (long after = 0; ;)
            {
                AnswerPage page = await _archive.CheckAnswersAsync(after, AnswersAtOnce, cancellationToken).ConfigureAwait(false);
                if (page.Count == 0)
                {
                    return;
                }

                after = page.Last;
                _answers += page.Count;
                _bytes += page.Bytes;
                foreach (string damaged in page.Damaged)
                {
                    Add(DatabasePart.Answer, damaged, "it is not what was written");
                }
            }
        }
        catch (StoreUnavailableException e)
        {
            Add(DatabasePart.File, _places.Database, $"stored answers: {e.Message}");
        }
    }

    private async Task CheckBlobsAsync(HashSet<string> markets, CancellationToken cancellationToken)
    {
        try
        {
            BlobStore store = BlobStore.OpenFolder(_places.Folder, new BlobLimits(), NullLogger.Instance);
            foreach (string market in store.ListMarkets())
            {
                if (!markets.Contains(Wire.Names.MarketName.Of(market)))
                {
                    _unknownBulk.Add(market);
                }

                foreach (BlobEntry entry in store.List(market).Where(static entry => entry.IsWhole))
                {
                    await CheckBlobAsync(store, entry.Name, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (BlobStoreException e)
        {
            Add(DatabasePart.Blob, _places.Folder, e.Message);
        }
    }

    private async Task CheckBlobAsync(BlobStore store, BlobName name, CancellationToken cancellationToken)
    {
        try
        {
            // Each chunk is checked as it is read.
            await foreach (ReadOnlyMemory<byte> chunk in store.ReadAsync(name, 0, cancellationToken).ConfigureAwait(false))
            {
                _bytes += chunk.Length;
            }

            _blobs++;
        }
        catch (BlobStoreException e) when (e.Fault == BlobFault.NotFound)
        {
            // Retention deleted it since it was listed.
        }
        catch (BlobStoreException e)
        {
            Add(DatabasePart.Blob, name.ToString(), e.Message);
        }
    }
}
