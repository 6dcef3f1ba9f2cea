namespace Candor.Hosting.Storage;

/// <summary>Where a database is, however its path is spelled, and where the files beside it are. A lock or a key that was
/// named by the spelling would let two servers run on one database through a link, each with a key of its own.</summary>
internal static class DatabaseFiles
{
    /// <summary>The path of the file that a path leads to.</summary>
    /// <param name="path">A path; the last part of it may be a symbolic link, also to a file that is not there yet. Links
    /// among its folders need no resolving: what is beside the file is the same folder under either name.</param>
    /// <returns>The full path, without the link.</returns>
    internal static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is there, links lead in a circle, or a folder does not let this user in: opening it says so.
            return full;
        }
    }

    /// <summary>The path of a file or folder beside a database: beside the file itself, and beside a link to it where it
    /// is there alone. Version 0.1.0 named it by the link.</summary>
    /// <param name="databasePath">The database's path, as it was given.</param>
    /// <param name="suffix">What follows the database's name, such as <c>.log-key</c>.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="CandorServerException">One is beside the link and one beside the file, so that nobody can say which
    /// is the database's.</exception>
    internal static string Beside(string databasePath, string suffix)
    {
        string spelled = Path.GetFullPath(databasePath);
        string resolved = Resolve(databasePath);
        if (spelled == resolved || !Path.Exists(spelled + suffix))
        {
            return resolved + suffix;
        }

        return !Path.Exists(resolved + suffix)
            ? spelled + suffix
            : Resolve(spelled + suffix) == Resolve(resolved + suffix)
                ? resolved + suffix
                : throw new CandorServerException(
                    $"The database '{spelled}' is a link to '{resolved}', and there are both '{spelled}{suffix}' and "
                    + $"'{resolved}{suffix}'; expected one of them. Move away the one that is not this database's.");
    }

    /// <summary>The path of the high-water marks of what a key signs: beside the key, so that a database put back does not
    /// bring its marks.</summary>
    /// <param name="keyPath">The key's file.</param>
    /// <param name="key">What the key is called in messages, such as <c>log key</c>.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="CandorServerException">The folder is not there.</exception>
    internal static string MarksBeside(string keyPath, string key)
    {
        string full = Path.GetFullPath(keyPath);
        return Directory.Exists(Path.GetDirectoryName(full))
            ? $"{full}.marks"
            : throw new CandorServerException(
                $"The {key} '{keyPath}' cannot be used: its folder '{Path.GetDirectoryName(full)}' does not exist.");
    }
}
