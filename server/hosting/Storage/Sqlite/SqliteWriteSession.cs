using Candor.Hosting.Storage.Marks;
using Microsoft.Data.Sqlite;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>The write connection with its prepared statements. Used by one thread.</summary>
internal sealed class SqliteWriteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _savepoint;
    private readonly SqliteCommand _release;
    private readonly SqliteCommand _rollBack;
    private readonly SqliteCommand _insertRequest;
    private readonly SqliteCommand _findRequest;
    private readonly SqliteCommand _createStream;
    private readonly SqliteCommand _advanceStream;
    private readonly SqliteCommand _insertEvent;
    private readonly SqliteCommand _findStream;

    private SqliteWriteSession(SqliteConnection connection)
    {
        _connection = connection;
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        _savepoint = connection.Prepare("SAVEPOINT append");
        _release = connection.Prepare("RELEASE append");
        _rollBack = connection.Prepare("ROLLBACK TO append");
        _insertRequest = connection.Prepare(
            """
            INSERT INTO request (actor, request_id, body_sha256, response, event, checksum)
            VALUES ($actor, $id, $body, $response, $event, $checksum)
            ON CONFLICT DO NOTHING
            """);
        _findRequest = connection.Prepare(SqliteQueries.FindRequest);
        _createStream = connection.Prepare(
            """
            INSERT INTO market (name, version, deadline, summary, root, checksum)
            VALUES ($stream, $version, $due, $summary, $root, $checksum)
            ON CONFLICT DO NOTHING
            """);
        _advanceStream = connection.Prepare(
            """
            UPDATE market SET version = $version, deadline = $due, summary = $summary, root = $root, checksum = $checksum
            WHERE name = $stream AND version = $expected
            """);
        _insertEvent = connection.Prepare(
            "INSERT INTO event (market, sequence, body) VALUES ($stream, $sequence, $event)");
        _findStream = connection.Prepare(SqliteQueries.FindStream);
    }

    /// <summary>Opens the connection of a file that is known to be ours.</summary>
    /// <param name="path">The database's path.</param>
    /// <param name="maxBytes">Largest size of the database in bytes; 0 for no limit.</param>
    /// <returns>The session.</returns>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    internal static SqliteWriteSession Open(string path, long maxBytes) =>
        new(SqliteConnections.OpenWriter(path, maxBytes));

    /// <summary>Opens the connection for the first time, making or checking the tables.</summary>
    /// <param name="path">The database's path.</param>
    /// <param name="settings">What the database is for, its bounds, and where its marks are.</param>
    /// <param name="identity">What the database says of itself.</param>
    /// <param name="marks">Its high-water marks, none of which is ahead of it.</param>
    /// <returns>The session.</returns>
    /// <exception cref="StoreOpenException">Why the server cannot start.</exception>
    internal static SqliteWriteSession OpenFirst(
        string path, SqliteSettings settings, out StoreIdentity identity, out HighWaterMarks marks)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = SqliteConnections.OpenWriter(path, settings.MaxBytes);
            SqliteSchema.Ensure(connection, path);
            identity = SqliteIdentity.Ensure(connection, path, settings.Role);
            marks = SqliteMarks.Open(connection, path, settings.MarksPathOf(path));
            return new SqliteWriteSession(connection);
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            throw SqliteConnections.Explain(e, path);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>Opens the transaction of a batch.</summary>
    /// <exception cref="SqliteException">The session is of no more use.</exception>
    internal void Begin() => _begin.ExecuteNonQuery();

    /// <summary>Closes the transaction of a batch: on return all of it is on disk.</summary>
    /// <exception cref="SqliteException">The session is of no more use.</exception>
    internal void Commit() => _commit.ExecuteNonQuery();

    /// <summary>Puts one append into the batch, or leaves it out as a whole.</summary>
    /// <param name="append">The append.</param>
    /// <returns><see cref="AppendResult.Appended"/> with the append's own version, <see cref="AppendResult.VersionConflict"/> or
    /// <see cref="AppendResult.DuplicateRequest"/>; it holds once the batch is committed.</returns>
    /// <exception cref="SqliteException">The session is of no more use.</exception>
    internal AppendResult Add(Append append)
    {
        _savepoint.ExecuteNonQuery();
        AppendResult result = TryAdd(append);
        if (result is not AppendResult.Appended)
        {
            _rollBack.ExecuteNonQuery();
        }

        _release.ExecuteNonQuery();
        return result;
    }

    /// <summary>Reads where a stream ends.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <returns>Its row; null where there is none.</returns>
    /// <exception cref="SqliteException">The session is of no more use.</exception>
    internal StreamRow? Find(string stream)
    {
        _findStream.Set("$stream", stream);
        using SqliteDataReader rows = _findStream.ExecuteReader();
        return rows.Read() ? SqliteQueries.ReadStream(rows) : null;
    }

    /// <summary>Closes the connection; an open transaction is rolled back.</summary>
    public void Dispose()
    {
        foreach (SqliteCommand command in (ReadOnlySpan<SqliteCommand>)[
            _begin, _commit, _savepoint, _release, _rollBack, _insertRequest, _findRequest, _createStream,
            _advanceStream, _insertEvent, _findStream])
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private AppendResult TryAdd(Append append)
    {
        if (append.Request is { } request && !TryAddRequest(request))
        {
            return new AppendResult.DuplicateRequest(FindRequest(request));
        }

        if (!TryAdvance(append))
        {
            return new AppendResult.VersionConflict();
        }

        for (int i = 0; i < append.Events.Length; i++)
        {
            _insertEvent.Set("$stream", append.Stream);
            _insertEvent.Set("$sequence", append.ExpectedVersion + 1 + i);
            _insertEvent.Set("$event", append.Events[i]);
            _insertEvent.ExecuteNonQuery();
        }

        return new AppendResult.Appended(append.Head.Version);
    }

    private bool TryAddRequest(RequestRecord request)
    {
        _insertRequest.Set("$actor", request.Actor);
        _insertRequest.Set("$id", request.RequestId);
        _insertRequest.Set("$body", request.BodySha256);
        _insertRequest.Set("$response", request.Response);
        _insertRequest.Set("$event", request.Event);
        _insertRequest.Set("$checksum", RowChecksum.Of(request));
        return _insertRequest.ExecuteNonQuery() == 1;
    }

    private RequestRecord FindRequest(RequestRecord request)
    {
        SqliteQueries.BindRequest(_findRequest, request.Actor, request.RequestId);
        using SqliteDataReader rows = _findRequest.ExecuteReader();
        return SqliteQueries.ReadRequest(rows, request.Actor, request.RequestId)!;
    }

    private bool TryAdvance(Append append)
    {
        SqliteCommand command = append.ExpectedVersion == 0 ? _createStream : _advanceStream;
        long? due = append.Due is { } at ? SqliteQueries.ToMilliseconds(at) : null;
        command.Set("$stream", append.Stream);
        command.Set("$version", append.Head.Version);
        command.Set("$due", due);
        command.Set("$summary", append.Summary);
        command.Set("$root", append.Root);
        command.Set(
            "$checksum", RowChecksum.Of(append.Stream, append.Head.Version, due, append.Summary, append.Root));
        if (append.ExpectedVersion != 0)
        {
            command.Set("$expected", append.ExpectedVersion);
        }

        return command.ExecuteNonQuery() == 1;
    }
}
