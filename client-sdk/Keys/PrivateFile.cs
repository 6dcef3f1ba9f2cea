namespace Candor.Client.Keys;

/// <summary>Writes files that hold secrets.</summary>
internal static class PrivateFile
{
    /// <summary>Makes sure that a file can be written, by making one beside it that is gone again: whoever sends something
    /// that it must keep finds out before, not after. The file itself is not touched.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    internal static void RequireWritable(string path)
    {
        string target = TargetOf(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(target)) ?? target;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"there is no folder '{folder}'.");
        }

        if (Directory.Exists(target))
        {
            throw new IOException("it is a folder.");
        }

        string beside = Beside(target);
        Open(beside).Dispose();
        File.Delete(beside);
    }

    /// <summary>Writes a file readable and writable by its owner alone. It is written beside the path, flushed to the
    /// disk and moved into place, so that a crash leaves the old file or the new one and never half of one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its text, UTF-8.</param>
    /// <param name="overwrite">Whether to replace a file that is there.</param>
    /// <exception cref="IOException">The file cannot be written, or exists and is not to be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    internal static void Write(string path, Action<TextWriter> write, bool overwrite) => WriteBytes(
        path,
        file =>
        {
            using var writer = new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
            write(writer);
        },
        overwrite);

    /// <summary>Writes a file as <see cref="Write"/> does, of any bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its bytes.</param>
    /// <param name="overwrite">Whether to replace a file that is there.</param>
    /// <exception cref="IOException">The file cannot be written, or exists and is not to be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    internal static void WriteBytes(string path, Action<Stream> write, bool overwrite)
    {
        string target = TargetOf(path);
        string beside = Beside(target);
        try
        {
            using (FileStream file = Open(beside))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, target, overwrite);
        }
        catch
        {
            // In a folder that is not there, deleting would be an error of its own.
            if (File.Exists(beside))
            {
                File.Delete(beside);
            }

            throw;
        }
    }

    // A symbolic link stays, and what it names is written: a link to another disk is no file to replace.
    private static string TargetOf(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
    }

    private static string Beside(string path) => $"{path}.{Guid.NewGuid():N}.tmp";

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // The mode is set as the file is created: setting it afterwards would leave a moment in which others read.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
