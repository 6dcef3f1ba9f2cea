using Candor.Hosting.Storage.Marks;
using Microsoft.Data.Sqlite;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>A database that is behind its marks, opened by whoever accepts that. It holds the lock that a server holds.</summary>
internal sealed class SqliteLoss : IDisposable
{
    private readonly StoreLock _lock;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, StreamRow> _rows;
    private readonly HighWaterMarks _marks;

    private SqliteLoss(
        StoreLock held, SqliteConnection connection, string? signer, Dictionary<string, StreamRow> rows, HighWaterMarks marks)
    {
        _lock = held;
        _connection = connection;
        _rows = rows;
        _marks = marks;
        Signer = signer;
        Lost = SqliteMarks.FindLost(marks, rows);
    }

    /// <summary>The public key that signed what was lost.</summary>
    internal string? Signer { get; }

    /// <summary>What is lost, in ordinal order; empty where the database is not behind.</summary>
    internal IReadOnlyList<LostStream> Lost { get; }

    /// <summary>Opens a database that no server uses.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="role">What it is for.</param>
    /// <param name="marksPath">Its high-water marks.</param>
    /// <returns>The database.</returns>
    /// <exception cref="StoreOpenException">It cannot be used, or a server uses it; its marks cannot be read.</exception>
    internal static SqliteLoss Open(string path, StoreRole role, string marksPath)
    {
        string full = DatabaseFiles.Resolve(path);
        SqliteLibrary.Require(full);
        StoreLock held = StoreLock.Take(full);
        SqliteConnection? connection = null;
        try
        {
            connection = SqliteConnections.OpenWriter(full, maxBytes: 0);
            SqliteSchema.Ensure(connection, full);
            StoreIdentity identity = SqliteIdentity.Ensure(connection, full, role);
            if (!File.Exists(marksPath) || !HighWaterMarks.TryRead(marksPath, out HighWaterMarks? marks, out _))
            {
                throw new StoreOpenException(
                    StoreOpenFault.MarksUnusable,
                    full,
                    $"keeps its high-water marks in '{marksPath}', which is not there or damaged: nothing tells what was lost. Put "
                    + "back the file that was there.");
            }

            return new SqliteLoss(held, connection, identity.Signer, SqliteMarks.ReadRows(connection), marks);
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            held.Dispose();
            throw SqliteConnections.Explain(e, full);
        }
        catch
        {
            connection?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Binds the database to another key and to marks that begin where it ends now. Both in one transaction: before it
    /// the database is as it was, after it the new files are its own.</summary>
    /// <param name="signer">The new public key.</param>
    /// <param name="marksPath">Where the new marks are made.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be written.</exception>
    /// <exception cref="IOException">The marks cannot be written.</exception>
    internal void Accept(string signer, string marksPath)
    {
        // What is damaged keeps its mark, and stays closed.
        IEnumerable<KeyValuePair<string, StreamHead>> damaged = _marks.All.Where(mark =>
            _rows.TryGetValue(mark.Key, out StreamRow? row) && !row.IsIntact);
        using HighWaterMarks made = HighWaterMarks.Create(
            marksPath,
            _rows.Values.Where(static row => row.IsIntact)
                .Select(static row => KeyValuePair.Create(row.Name, row.Head))
                .Concat(damaged));
        try
        {
            using SqliteTransaction transaction = _connection.BeginTransaction();
            SqliteIdentity.Bind(_connection, signer);
            SqliteMarks.Bind(_connection, made.Id);
            transaction.Commit();
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"The database cannot be written: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _lock.Dispose();
    }
}
