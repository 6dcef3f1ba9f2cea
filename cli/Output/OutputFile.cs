namespace Candor.Cli.Output;

/// <summary>Makes files and folders, those with what others must not see for their owner alone.</summary>
internal static class OutputFile
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a file to write, and to read again.</summary>
    /// <param name="path">The file, which is not there yet.</param>
    /// <param name="isPrivate">Whether it is its owner's alone.</param>
    /// <returns>The file, open.</returns>
    /// <exception cref="IOException">It exists or cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    internal static FileStream Create(string path, bool isPrivate)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (isPrivate && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerReadsAndWrites;
        }

        return new FileStream(path, options);
    }

    /// <summary>Makes a folder for its owner alone; one that is there keeps its mode.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder above does not let this user write.</exception>
    internal static DirectoryInfo MakePrivateFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, OwnerReadsAndWrites | UnixFileMode.UserExecute);
}
