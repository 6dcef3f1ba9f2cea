using Candor.Cli.Errors;
using Candor.Cli.Files;

namespace Candor.Cli.Output;

/// <summary>The files and folders that options name to be written. Each is looked at before any work is done: what is
/// something else is left as it is, and what cannot be written is told at once. Those with what others must not see are
/// made for their owner alone.</summary>
internal static class OutputFile
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes sure that a file may be written: it has a name, no other option names it, it is not there or of the
    /// kind to be written, and its folder lets this user write. Nothing is changed.</summary>
    /// <param name="option">The option that names it, for errors.</param>
    /// <param name="path">The file.</param>
    /// <param name="kind">What will be written.</param>
    /// <param name="others">Other files of the command, with the options that name them; null for one that was not
    /// given.</param>
    /// <exception cref="CliException">It may not.</exception>
    internal static void Require(
        string option, string path, OutputKind kind, params ReadOnlySpan<(string Option, string? Path)> others)
    {
        RequireOwn(option, path, others);
        try
        {
            string target = OutputPath.Resolve(path);
            if (Directory.Exists(target) || Path.EndsInDirectorySeparator(path))
            {
                throw new CliException($"{option}: {path} is a folder; expected a file");
            }

            if (OutputPath.IsDevice(Path.GetFullPath(path)) || OutputPath.IsDevice(target))
            {
                throw new CliException($"{option} '{path}': is no place for a file; expected a file");
            }

            if (File.Exists(target) && !IsOf(kind, target))
            {
                throw new CliException(kind == OutputKind.NewKey
                    ? $"{option} '{path}': the file exists; expected {kind.Words}"
                    : $"{option} '{path}': the file is something else, and is left as it is; expected a new path, or "
                        + kind.Words);
            }

            RequireFolder(option, path, Path.GetDirectoryName(target)!);
            string beside = Beside(target);
            Create(beside, isPrivate: true).Dispose();
            File.Delete(beside);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(option, path, error);
        }
    }

    /// <summary>Makes sure that a path has a name that no other option has.</summary>
    /// <param name="option">The option that names it, for errors.</param>
    /// <param name="path">The path.</param>
    /// <param name="others">Other files of the command; null for one that was not given.</param>
    /// <exception cref="CliException">It has not.</exception>
    internal static void RequireOwn(
        string option, string path, params ReadOnlySpan<(string Option, string? Path)> others)
    {
        RequireName(option, path, "a file");
        foreach ((string other, string? taken) in others)
        {
            try
            {
                if (!string.IsNullOrWhiteSpace(taken) && taken != FilePath.StandardInput
                    && OutputPath.AreSame(path, taken))
                {
                    throw new CliException(
                        $"{option} '{path}': is the file of {other}, and is left as it is; expected a file of its own");
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw Unwritable(option, path, error);
            }
        }
    }

    /// <summary>Makes sure that files may be written into a folder, and makes it where it is not there.</summary>
    /// <param name="option">The option that names it, for errors.</param>
    /// <param name="path">The folder.</param>
    /// <param name="files">What will be written there, by name.</param>
    /// <exception cref="CliException">They may not.</exception>
    internal static void RequireFolderFor(
        string option, string path, params ReadOnlySpan<(string Name, OutputKind Kind)> files)
    {
        RequireName(option, path, "a folder");
        if (File.Exists(path))
        {
            throw new CliException($"{path}: is a file; expected a folder, or a name for a new one");
        }

        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(option, path, error);
        }

        foreach ((string name, OutputKind kind) in files)
        {
            Require(option, Path.Combine(path, name), kind);
        }
    }

    /// <summary>Makes sure that an option's value is not empty: a variable of a script that was not set.</summary>
    /// <param name="option">The option.</param>
    /// <param name="path">Its value.</param>
    /// <param name="expected">What it should name.</param>
    /// <exception cref="CliException">It is.</exception>
    internal static void RequireName(string option, string path, string expected)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new CliException($"{option} '{path}': names nothing; expected {expected}");
        }
    }

    /// <summary>Writes a text into a file: beside it, and then in its place, so that a file that is there stays whole where
    /// the disk is full.</summary>
    /// <param name="path">The file, which <see cref="Require"/> has let pass.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Stops writing; nothing is changed then.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    internal static Task WriteAsync(string path, string text, CancellationToken cancellationToken) =>
        ReplaceAsync(path, isPrivate: false, async file =>
        {
            var writer = new StreamWriter(file, leaveOpen: true);
            await using (writer.ConfigureAwait(false))
            {
                await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
            }

            return 0;
        });

    /// <summary>Writes a file beside its path and then moves it into its place, where a symbolic link leads.</summary>
    /// <typeparam name="T">What writing gives.</typeparam>
    /// <param name="path">The file, which <see cref="Require"/> has let pass.</param>
    /// <param name="isPrivate">Whether it is its owner's alone.</param>
    /// <param name="write">Writes it; where that fails the file stays as it was.</param>
    /// <returns>What writing gave.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    internal static async Task<T> ReplaceAsync<T>(string path, bool isPrivate, Func<FileStream, Task<T>> write)
    {
        string target = OutputPath.Resolve(path);
        string beside = Beside(target);
        try
        {
            T written;
            FileStream file = Create(beside, isPrivate);
            await using (file.ConfigureAwait(false))
            {
                written = await write(file).ConfigureAwait(false);
            }

            File.Move(beside, target, overwrite: true);
            return written;
        }
        finally
        {
            // In a folder that is not there, deleting would be an error of its own.
            if (File.Exists(beside))
            {
                File.Delete(beside);
            }
        }
    }

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

    /// <summary>The file cannot be written.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file.</param>
    /// <param name="error">Why.</param>
    internal static CliException Unwritable(string option, string path, Exception error) =>
        new($"{option} '{path}': cannot be written ({FilePath.Reason(error)})");

    private static void RequireFolder(string option, string path, string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CliException(
                $"{option} '{path}': cannot be written (found no folder {folder}); expected one that exists");
        }
    }

    // An empty file holds nothing that could be lost: 'mktemp' makes one to be written.
    private static bool IsOf(OutputKind kind, string path)
    {
        if (kind == OutputKind.NewKey)
        {
            return false;
        }

        using FileStream file = File.OpenRead(path);
        return file.Length == 0 || kind.IsIn(file);
    }

    private static string Beside(string path) => $"{path}.{Guid.NewGuid():N}.tmp";
}
