using Microsoft.Data.Sqlite;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>The SQLite that is loaded. Up to 3.51.2 it may damage a database whose write-ahead log two connections
/// reset at once; a system's own older library can stand in front of the one that comes with us.</summary>
internal static class SqliteLibrary
{
    private static readonly Version s_oldest = new(3, 51, 3);

    /// <summary>Refuses a library that may damage the database.</summary>
    /// <param name="path">The database's path, for the message.</param>
    /// <exception cref="StoreOpenException">It is too old.</exception>
    internal static void Require(string path)
    {
        using var connection = new SqliteConnection();
        Require(path, connection.ServerVersion);
    }

    /// <summary>Refuses a version that may damage the database.</summary>
    /// <param name="path">The database's path, for the message.</param>
    /// <param name="version">The version, such as <c>3.53.3</c>.</param>
    /// <exception cref="StoreOpenException">It is too old, or not a version.</exception>
    internal static void Require(string path, string version)
    {
        if (!Version.TryParse(version, out Version? loaded) || loaded < s_oldest)
        {
            throw new StoreOpenException(
                StoreOpenFault.LibraryTooOld,
                path,
                $"was not opened: the SQLite library loaded has version {version}, which may damage it; expected "
                + $"{s_oldest} or newer.");
        }
    }
}
