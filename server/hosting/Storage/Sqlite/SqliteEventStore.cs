using Candor.Hosting.Storage.Marks;
using Candor.Hosting.Telemetry;
using Microsoft.Data.Sqlite;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>The log in one SQLite file in WAL mode: one connection writes, others read.</summary>
internal sealed class SqliteEventStore : IEventStore
{
    private readonly StoreLock _lock;
    private readonly string _path;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly SqliteReading _reading;
    private readonly HighWaterMarks _marks;
    private readonly ILogger _logger;

    private SqliteEventStore(
        StoreLock heldLock,
        string path,
        StoreIdentity identity,
        SqliteWriter writer,
        HighWaterMarks marks,
        ILogger logger)
    {
        _lock = heldLock;
        _path = path;
        Identity = identity;
        _writer = writer;
        _readers = new SqliteReaders(path);
        _reading = new SqliteReading(_readers);
        _marks = marks;
        _logger = logger;
    }

    /// <inheritdoc/>
    public StoreIdentity Identity { get; private set; }

    /// <summary>Opens the database, making it where the file does not exist.</summary>
    /// <param name="settings">Where it is and what bounds it.</param>
    /// <param name="metrics">Counts appends and commits.</param>
    /// <param name="logger">Told when the database fails and when it is back, and of files that others may use.</param>
    /// <returns>The store; it holds the file until disposed.</returns>
    /// <exception cref="StoreOpenException">Why the server cannot start.</exception>
    internal static SqliteEventStore Open(SqliteSettings settings, ServerMetrics metrics, ILogger logger)
    {
        string path = DatabaseFiles.Resolve(settings.Path);
        if (Directory.Exists(path))
        {
            throw new StoreOpenException(StoreOpenFault.NotWritable, path, "cannot be written: it is a folder.");
        }

        SqliteLibrary.Require(path);
        StoreLock heldLock = StoreLock.Take(path);
        try
        {
            // Looked for before they are opened, since what is found then was not made just now; and told only of a
            // database, since the mode of another program's file is not ours to judge.
            IReadOnlyList<ExposedFile> exposed =
                ExposedFiles.Find(
                path, $"{path}-wal", $"{path}-shm", $"{path}.lock", settings.MarksPathOf(path));
            SqliteWriteSession session = SqliteWriteSession.OpenFirst(
                path, settings, out StoreIdentity identity, out HighWaterMarks marks);
            ExposedFiles.Warn(logger, exposed);
            var writer = new SqliteWriter(
                session, path, settings.MaxBytes, settings.MaxQueuedAppends, marks, metrics, logger);
            return new SqliteEventStore(heldLock, path, identity, writer, marks, logger);
        }
        catch
        {
            heldLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Bind(string signer)
    {
        if (Identity.Signer == signer)
        {
            return;
        }

        try
        {
            // Once in a database's life, before anything is appended.
            using SqliteConnection connection = SqliteConnections.OpenWriter(_path, maxBytes: 0);
            SqliteIdentity.Bind(connection, signer);
        }
        catch (SqliteException e)
        {
            throw SqliteConnections.Explain(e, _path);
        }

        Identity = Identity with { Signer = signer };
    }

    /// <inheritdoc/>
    public Task<AppendResult> AppendAsync(Append append) => _writer.AppendAsync(append);

    /// <inheritdoc/>
    public Task<StreamHead?> ReadHeadAsync(string stream, CancellationToken cancellationToken) =>
        _reading.ReadHeadAsync(stream, cancellationToken);

    /// <inheritdoc/>
    public StreamHead? MarkOf(string stream) => _marks.Of(stream);

    /// <inheritdoc/>
    public void Mark(string stream, StreamHead head)
    {
        try
        {
            _marks.Write([new(stream, head)]);
        }
        catch (IOException e)
        {
            throw new StoreUnavailableException($"The high-water mark of {stream} cannot be written: {e.Message}", e);
        }
    }

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

    /// <inheritdoc/>
    public Task<RequestRecord?> FindRequestAsync(
        string actor, string requestId, CancellationToken cancellationToken) =>
        _readers.QueryAsync(
            SqliteQueries.FindRequest,
            command => SqliteQueries.BindRequest(command, actor, requestId),
            rows => SqliteQueries.ReadRequest(rows, actor, requestId),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedStream>> ListStreamsAsync(
        string after, int limit, CancellationToken cancellationToken) =>
        ListAsync(SqliteQueries.ListStreams, after, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedStream>> ListSummariesAsync(
        string after, int limit, CancellationToken cancellationToken) =>
        ListAsync(SqliteQueries.ListSummaries, after, limit, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DueStream>> ListDueAsync(CancellationToken cancellationToken) =>
    [
        .. (await ReadRowsAsync(SqliteQueries.ListDue, _ => { }, cancellationToken).ConfigureAwait(false))
            .Select(row => new DueStream(row.Name, DateTimeOffset.FromUnixTimeMilliseconds(row.Due!.Value))),
    ];

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // The readers close first: the writer's connection is then the last, and checkpoints the whole log.
        _readers.Dispose();
        _writer.Dispose();
        _marks.Dispose();
        _lock.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<IReadOnlyList<ListedStream>> ListAsync(
        string query, string after, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<StreamRow> rows = await ReadRowsAsync(
            query,
            command =>
            {
                command.Set("$after", after);
                command.Set("$limit", limit);
            },
            cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => new ListedStream(row.Name, row.Summary))];
    }

    // A list goes on without a row that is not what was written: whoever asks for that stream by its name hears of it.
    private async Task<IReadOnlyList<StreamRow>> ReadRowsAsync(
        string query, Action<SqliteCommand> bind, CancellationToken cancellationToken)
    {
        List<StreamRow> rows = await _readers.QueryAsync(
            query, bind, rows => SqliteQueries.ReadAll(rows, SqliteQueries.ReadStream), cancellationToken)
            .ConfigureAwait(false);
        foreach (StreamRow row in rows.Where(row => !row.IsIntact))
        {
            _logger.StreamDamaged(row.Name, SqliteReading.RowDamaged);
        }

        return [.. rows.Where(row => row.IsIntact)];
    }
}

/// <summary>Where the database is and what bounds it.</summary>
/// <param name="Path">The file, or a link to it.</param>
/// <param name="Role">What it is for.</param>
/// <param name="MaxBytes">Largest size in bytes; 0 for no limit. A full database refuses writes and still
/// reads.</param>
/// <param name="MaxQueuedAppends">Most appends that may wait for the disk.</param>
/// <param name="MarksPath">The file of its high-water marks; null for one beside the database. A server keeps it beside the
/// key that signs, so that a database put back does not bring its marks.</param>
internal sealed record SqliteSettings(
    string Path, StoreRole Role, long MaxBytes = 0, int MaxQueuedAppends = 8192, string? MarksPath = null)
{
    /// <summary>Where the marks are.</summary>
    /// <param name="path">The database's path, resolved.</param>
    internal string MarksPathOf(string path) => MarksPath is { } own ? System.IO.Path.GetFullPath(own) : $"{path}.marks";
}
