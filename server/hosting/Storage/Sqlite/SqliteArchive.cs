using Microsoft.Data.Sqlite;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>A database that is looked at and copied, never written; a server may use it meanwhile. Thread-safe.</summary>
internal sealed class SqliteArchive : IEventReader, IDisposable
{
    // More of the same says nothing more.
    private const int MaxFaults = 20;

    private readonly string _path;
    private readonly SqliteReaders _readers;
    private readonly SqliteReading _reading;

    private SqliteArchive(string path, StoreRole role, string? signer, string? marksId)
    {
        _path = path;
        Role = role;
        Signer = signer;
        MarksId = marksId;
        _readers = new SqliteReaders(path);
        _reading = new SqliteReading(_readers);
    }

    /// <summary>What the database is for.</summary>
    internal StoreRole Role { get; }

    /// <summary>The public key that signs for what it holds; null where nothing has been signed for yet.</summary>
    internal string? Signer { get; }

    /// <summary>The id of the file of its high-water marks; null where it has none yet.</summary>
    internal string? MarksId { get; }

    /// <summary>Opens a database of this version.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <returns>The database.</returns>
    /// <exception cref="StoreOpenException">There is none, it is another program's, of another version, or so damaged that
    /// it cannot be read at all.</exception>
    internal static SqliteArchive Open(string path)
    {
        string full = DatabaseFiles.Resolve(path);
        if (!File.Exists(full))
        {
            throw new StoreOpenException(
                StoreOpenFault.DirectoryMissing, full, "is not there; expected the file of a server or of a validator.");
        }

        SqliteLibrary.Require(full);
        try
        {
            using SqliteConnection connection = SqliteConnections.OpenReader(full);
            SqliteSchema.Require(connection, full);
            return new SqliteArchive(
                full,
                SqliteIdentity.Read(connection, full),
                connection.ReadOptionalText("SELECT signer FROM identity"),
                connection.ReadOptionalText("SELECT id FROM marks"));
        }
        catch (SqliteException e)
        {
            throw SqliteConnections.Explain(e, full, "read");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreOpenException(StoreOpenFault.NotWritable, full, $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Looks at every page of the file, and at whether tables and indexes agree.</summary>
    /// <param name="cancellationToken">Not looked at while SQLite works.</param>
    /// <returns>What was found, in SQLite's words; empty where all is well.</returns>
    internal async Task<IReadOnlyList<string>> CheckPagesAsync(CancellationToken cancellationToken)
    {
        try
        {
            List<string> pages = await _readers.QueryAsync(
                $"PRAGMA integrity_check({MaxFaults})", static _ => { }, ReadWords, cancellationToken).ConfigureAwait(false);
            return pages is ["ok"] ? [] : pages;
        }
        catch (StoreUnavailableException e)
        {
            return [e.Message];
        }
    }

    /// <summary>Looks for events that belong to no stream, or lie behind the end that the stream's row says.</summary>
    /// <param name="cancellationToken">Stops waiting for a connection.</param>
    /// <returns>The names of their streams.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async Task<IReadOnlyList<string>> ListStrayAsync(CancellationToken cancellationToken) =>
        await _readers.QueryAsync(
            SqliteQueries.ListStray, static _ => { }, ReadWords, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<StreamHead?> ReadHeadAsync(string stream, CancellationToken cancellationToken) =>
        _reading.ReadHeadAsync(stream, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(
        string stream, long after, int limit, CancellationToken cancellationToken) =>
        _reading.ReadEventsAsync(stream, after, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken) =>
        _reading.ListNamesAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<AnswerPage> CheckAnswersAsync(long after, int limit, CancellationToken cancellationToken) =>
        _reading.CheckAnswersAsync(after, limit, cancellationToken);

    /// <summary>Copies the database as it is at one moment, with SQLite's online backup: whoever writes to it goes
    /// on.</summary>
    /// <param name="path">The copy, which is not there yet; its owner's alone.</param>
    /// <exception cref="StoreUnavailableException">SQLite cannot read the one or write the other.</exception>
    /// <exception cref="IOException">The copy cannot be made.</exception>
    internal void CopyTo(string path)
    {
        PrivateFile.Open(path, FileMode.CreateNew, FileAccess.Write).Dispose();
        try
        {
            using (SqliteConnection source = SqliteConnections.OpenReader(_path))
            using (SqliteConnection copy = SqliteConnections.OpenPlain(path))
            {
                source.BackupDatabase(copy);
            }

        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"The database '{_path}' cannot be copied: {e.Message}", e);
        }

        Settle(path);
    }

    /// <summary>Makes one file of a database that nobody else uses: whoever closes it as the last one takes its write-ahead log
    /// along.</summary>
    /// <param name="path">The database.</param>
    /// <exception cref="StoreUnavailableException">It cannot be written.</exception>
    /// <exception cref="IOException">It cannot be forced to the disk.</exception>
    internal static void Settle(string path)
    {
        try
        {
            SqliteConnections.OpenWriter(path, maxBytes: 0).Dispose();
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"The database '{path}' cannot be written: {e.Message}", e);
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _readers.Dispose();

    private static List<string> ReadWords(SqliteDataReader rows) =>
        SqliteQueries.ReadAll(rows, static row => row.IsDBNull(0) ? "" : row.GetString(0).ReplaceLineEndings(" "));
}
