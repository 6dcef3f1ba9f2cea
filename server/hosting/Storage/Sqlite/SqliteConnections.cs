using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>Opens the one connection that writes and the few that read.</summary>
internal static class SqliteConnections
{
    /// <summary>How long a statement waits while another process holds a lock on the file.</summary>
    private const int BusySeconds = 2;

    /// <summary>Opens the connection that does every write and every checkpoint: one connection alone never meets
    /// another that resets the write-ahead log.</summary>
    /// <param name="path">The database's path.</param>
    /// <param name="maxBytes">Largest size of the database in bytes; 0 for no limit.</param>
    /// <returns>The connection, open.</returns>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    internal static SqliteConnection OpenWriter(string path, long maxBytes)
    {
        MakeFile(path);
        SqliteConnection connection = Open(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            // Acknowledged means on disk: FULL syncs the log at each commit, where WAL's default syncs at checkpoints.
            connection.ReadText("PRAGMA journal_mode = WAL");
            connection.Execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
            if (maxBytes > 0)
            {
                long pages = Math.Max(1, maxBytes / connection.ReadInteger("PRAGMA page_size"));
                connection.ReadInteger(FormattableString.Invariant($"PRAGMA max_page_count = {pages}"));
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that cannot write.</summary>
    /// <param name="path">The database's path.</param>
    /// <returns>The connection, open.</returns>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    internal static SqliteConnection OpenReader(string path) => Open(path, SqliteOpenMode.ReadOnly);

    /// <summary>Opens a connection to a file that is being made and that nobody else knows.</summary>
    /// <param name="path">The file's path.</param>
    /// <returns>The connection, open.</returns>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    internal static SqliteConnection OpenPlain(string path) => Open(path, SqliteOpenMode.ReadWrite);

    /// <summary>Says in one line why a database does not open.</summary>
    /// <param name="exception">What SQLite said.</param>
    /// <param name="path">The database's path.</param>
    /// <param name="use">What it was to be, such as <c>opened for writing</c>.</param>
    /// <returns>The typed error.</returns>
    internal static StoreOpenException Explain(
        SqliteException exception, string path, string use = "opened for writing") =>
        exception.SqliteErrorCode switch
        {
            SQLITE_BUSY or SQLITE_LOCKED => new StoreOpenException(
                StoreOpenFault.InUse, path, "is locked by another process.", exception),
            SQLITE_NOTADB => new StoreOpenException(
                StoreOpenFault.Corrupt, path, "is not a SQLite database, or is damaged in its first page.", exception),
            SQLITE_CORRUPT => new StoreOpenException(
                StoreOpenFault.Corrupt, path, $"is damaged: {exception.Message}", exception),
            _ => new StoreOpenException(
                StoreOpenFault.NotWritable, path, $"cannot be {use}: {exception.Message}", exception),
        };

    // SQLite would make a file that all of this system's users read. Its write-ahead log and index take the mode of the
    // database's file, so making that file is enough. No descriptor of a database that is open is closed here, which
    // would drop SQLite's locks: the file was not there.
    private static void MakeFile(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        try
        {
            PrivateFile.Open(path, FileMode.CreateNew, FileAccess.Write).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // SQLite meets the same fault, and says it as all others.
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        // The store keeps its connections itself; a pool underneath would hold the file open after they are closed.
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = BusySeconds,
        };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
