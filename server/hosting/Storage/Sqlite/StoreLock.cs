namespace Candor.Hosting.Storage.Sqlite;

/// <summary>Keeps a second server off a database. SQLite itself would let two processes take turns, and each would then
/// decide markets on a state that the other has moved on.</summary>
/// <remarks>
/// There are two locks of the system, which end with the process however that ends. One is on a file beside the database.
/// That file stays when the server stops, since removing it could take it from a server that just locked it. The other is
/// on the database's own file, for a server that comes by a hard link or a mounted file, with another folder beside it. It
/// is opened before SQLite opens the file and closed after SQLite has closed it, because closing any descriptor of a file
/// drops the locks that SQLite holds on it in the same process; and it comes second, so that a second server in the same
/// process is stopped at the first.
/// </remarks>
internal sealed class StoreLock : IDisposable
{
    // Far behind what SQLite locks, from 2^30 on, and behind every byte of a file.
    private const long OwnLockPosition = long.MaxValue - 1;

    private readonly FileStream _beside;
    private readonly FileStream? _own;

    private StoreLock(FileStream beside, FileStream? own)
    {
        _beside = beside;
        _own = own;
    }

    /// <summary>Takes the lock.</summary>
    /// <param name="databasePath">The database's path, resolved.</param>
    /// <returns>The lock, held until disposed.</returns>
    /// <exception cref="StoreOpenException">The folder is missing or cannot be written, or another server holds the
    /// lock.</exception>
    internal static StoreLock Take(string databasePath)
    {
        string path = databasePath + ".lock";
        FileStream beside = Take(
            databasePath,
            path,
            $"is in use by another server, which holds '{path}'.",
            static path => PrivateFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite));
        try
        {
            FileStream? own = OperatingSystem.IsLinux() || OperatingSystem.IsWindows()
                ? Take(
                    databasePath,
                    databasePath,
                    "is in use by another server, which reaches the same file by another path.",
                    OpenOwn)
                : null;
            return new StoreLock(beside, own);
        }
        catch
        {
            beside.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _own?.Dispose();
        _beside.Dispose();
    }

    // On Linux the lock of a whole file (flock) and SQLite's (fcntl) do not see each other; on macOS they do, and SQLite
    // would wait for us. On Windows nobody else could open the file, so that one byte of it is locked, which no file has.
    private static FileStream OpenOwn(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return PrivateFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        }

        var file = new FileStream(
            path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        try
        {
            file.Lock(OwnLockPosition, 1);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static FileStream Take(
        string databasePath, string path, string inUse, Func<string, FileStream> open)
    {
        try
        {
            return open(path);
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
                ? new StoreOpenException(StoreOpenFault.InUse, databasePath, inUse, e)
                : new StoreOpenException(
                    StoreOpenFault.NotWritable, databasePath, $"cannot be written: {e.Message}", e);
        }
    }
}
