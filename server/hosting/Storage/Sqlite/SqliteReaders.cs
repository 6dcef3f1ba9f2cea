using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>A few read-only connections, lent one at a time. In WAL mode they neither wait for the writer nor make it
/// wait.</summary>
internal sealed class SqliteReaders(string path) : IDisposable
{
    private const int MaxConnections = 4;

    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly SemaphoreSlim _free = new(MaxConnections, MaxConnections);

    /// <summary>Runs a query on a connection of its own.</summary>
    /// <typeparam name="T">What it reads.</typeparam>
    /// <param name="sql">The query, a constant of this folder.</param>
    /// <param name="bind">Sets its parameters.</param>
    /// <param name="read">Reads its rows.</param>
    /// <param name="cancellationToken">Stops waiting for a connection.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="StoreUnavailableException">SQLite failed.</exception>
    internal async Task<T> QueryAsync<T>(
        string sql, Action<SqliteCommand> bind, Func<SqliteDataReader, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Query(sql, bind, read);
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"The database cannot be read: {e.Message}", e);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryTake(out SqliteConnection? connection))
        {
            connection.Dispose();
        }

        _free.Dispose();
    }

    private T Query<T>(string sql, Action<SqliteCommand> bind, Func<SqliteDataReader, T> read)
    {
        if (!_idle.TryTake(out SqliteConnection? connection))
        {
            connection = SqliteConnections.OpenReader(path);
        }

        try
        {
            using SqliteCommand command = connection.Prepare(sql);
            bind(command);
            using SqliteDataReader rows = command.ExecuteReader();
            T result = read(rows);
            _idle.Add(connection);
            return result;
        }
        catch
        {
            // A connection that failed once is not lent again.
            connection.Dispose();
            throw;
        }
    }
}
