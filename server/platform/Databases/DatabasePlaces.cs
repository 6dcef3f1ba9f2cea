using Candor.Hosting;
using Candor.Hosting.Storage;

namespace Candor.Platform.Databases;

/// <summary>A database and the files that belong to it.</summary>
/// <param name="Database">Its file, or a link to it.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Key">The secret key that signs for it.</param>
/// <param name="Marks">Its high-water marks.</param>
/// <param name="Folder">The folder of its bulk, or of its tags where it is a validator's; it need not be there.</param>
internal sealed record DatabasePlaces(string Database, StoreRole Role, string Key, string Marks, string Folder)
{
    /// <summary>The places of a server's database and, where it hosts one, of its validator's.</summary>
    /// <param name="path">The database's path, as it was given.</param>
    /// <param name="role">What it is for.</param>
    /// <param name="key">Its key; null for the one beside it.</param>
    /// <returns>The database, and the hosted validator's after it.</returns>
    /// <exception cref="CandorServerException">A file is beside the database and beside a link to it.</exception>
    internal static IReadOnlyList<DatabasePlaces> Of(string path, StoreRole role, string? key)
    {
        DatabasePlaces first = Make(path, role, key);
        string hosted = DatabaseFiles.Beside(path, ".validator");
        return role == StoreRole.Platform && File.Exists(hosted) ? [first, Make(hosted, StoreRole.Validator, null)] : [first];
    }

    /// <summary>What the key is called in messages.</summary>
    internal string KeyName => Role == StoreRole.Platform ? "log key" : "validator's key";

    private static DatabasePlaces Make(string path, StoreRole role, string? key)
    {
        // A hosted validator's key has the name of the server's database, which its own database's name begins with.
        string own = key is not null
            ? Path.GetFullPath(key)
            : DatabaseFiles.Beside(path, role == StoreRole.Platform ? ".log-key" : "-key");
        return new DatabasePlaces(
            DatabaseFiles.Resolve(path),
            role,
            own,
            $"{own}.marks",
            DatabaseFiles.Beside(path, role == StoreRole.Platform ? ".blobs" : ".tags"));
    }
}
