namespace Candor.Hosting.Storage.Sqlite;

/// <summary>Keeps a second server off a database. SQLite itself would let two processes take turns, and each would then
/// decide markets on a state that the other has moved on.</summary>
/// <remarks>The lock is the system's lock on a file beside the database, so it ends with the process however that ends.
/// It is not on the database's own file: closing any descriptor of that file would drop SQLite's locks too. The file
/// stays when the server stops, since removing it could take it from a server that just locked it.</remarks>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="databasePath">The database's path.</param>
    /// <returns>The lock, held until disposed.</returns>
    /// <exception cref="StoreOpenException">The folder is missing or cannot be written, or another server holds the
    /// lock.</exception>
    internal static StoreLock Take(string databasePath)
    {
        string path = databasePath + ".lock";
        try
        {
            return new StoreLock(PrivateFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite));
        }
        catch (DirectoryNotFoundException e)
        {
            throw new StoreOpenException(
                StoreOpenFault.DirectoryMissing,
                databasePath,
                $"cannot be opened: its folder '{Path.GetDirectoryName(databasePath)}' does not exist.",
                e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StoreOpenException(
                StoreOpenFault.NotWritable, databasePath, $"cannot be written: no access to '{path}'.", e);
        }
        catch (IOException e)
        {
            // Only a sharing violation leaves a file that exists; anything else means that it cannot be made.
            throw File.Exists(path)
                ? new StoreOpenException(
                    StoreOpenFault.InUse, databasePath, $"is in use by another server, which holds '{path}'.", e)
                : new StoreOpenException(
                    StoreOpenFault.NotWritable, databasePath, $"cannot be written: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
