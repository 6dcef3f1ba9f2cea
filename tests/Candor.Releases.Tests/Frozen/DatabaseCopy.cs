namespace Candor.Releases.Tests.Frozen;

/// <summary>A copy of what stands in a frozen database's folder, for a server to write to, and room for what a test
/// writes beside it.</summary>
internal sealed class DatabaseCopy : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("candor-release-").FullName;

    /// <summary>The database's path; what else belongs to it has this path with something after it.</summary>
    internal string Database => File("candor.db");

    /// <summary>Copies a database with its keys, its validator and the tags that the validator keeps.</summary>
    internal static DatabaseCopy Of(string name) => Take(Release.PathOf("databases", name), _ => true);

    /// <summary>Copies the keys alone: for a server that starts without markets and is still the same one.</summary>
    internal static DatabaseCopy OfKeys() => Take(
        Release.PathOf("databases", Release.Open), path => path.EndsWith("-key", StringComparison.Ordinal));

    /// <summary>A path in the folder.</summary>
    internal string File(string name) => Path.Combine(_folder, name);

    /// <summary>Copies a frozen file into the folder.</summary>
    internal string Take(params string[] frozen)
    {
        string copy = File(frozen[^1]);
        Copy(Release.PathOf(frozen), copy);
        return copy;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static DatabaseCopy Take(string from, Func<string, bool> isTaken)
    {
        var copy = new DatabaseCopy();
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(isTaken))
        {
            string to = copy.File(Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            Copy(path, to);
        }

        return copy;
    }

    // A checkout makes files that everybody may read; the release had made its keys for their owner alone.
    private static void Copy(string from, string to)
    {
        System.IO.File.Copy(from, to);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
