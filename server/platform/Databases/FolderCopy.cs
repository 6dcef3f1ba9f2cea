using Candor.Hosting.Storage;

namespace Candor.Platform.Databases;

/// <summary>Copies the files of a validator's tags. Each is complete or not there, and is removed when its market is
/// over.</summary>
internal static class FolderCopy
{
    /// <summary>Copies a folder of folders.</summary>
    /// <param name="source">What is copied.</param>
    /// <param name="target">The copy, which is not there yet; its owner's alone.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    internal static void Run(string source, string target, CancellationToken cancellationToken)
    {
        PrivateFile.MakeFolder(target);
        foreach (string folder in Directory.GetDirectories(source).Where(static path => new DirectoryInfo(path).LinkTarget is null))
        {
            string copy = Path.Combine(target, Path.GetFileName(folder));
            PrivateFile.MakeFolder(copy);
            foreach (string file in List(folder))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            FolderSync.Flush(copy);
        }

        FolderSync.Flush(target);
    }

    // What is being written has another name, and is nothing yet.
    private static string[] List(string folder)
    {
        try
        {
            return [.. Directory.GetFiles(folder).Where(static file => !file.EndsWith(".new", StringComparison.Ordinal))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static void Copy(string file, string copy)
    {
        try
        {
            using FileStream from = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using FileStream to = PrivateFile.Open(copy, FileMode.CreateNew, FileAccess.Write);
            from.CopyTo(to);
            to.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // The market is over since its folder was listed.
        }
    }
}
