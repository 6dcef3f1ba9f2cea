using Candor.Cli.Errors;
using Candor.Cli.Files;
using Candor.Client.Internal;

namespace Candor.Cli.Inputs;

/// <summary>Reads the files that a command line names, and says which one was wrong.</summary>
internal static class InputFile
{
    /// <summary>Reads a whole text file.</summary>
    /// <param name="path">The path, or <c>-</c> for standard input.</param>
    /// <param name="what">What the file should be, such as <c>a scenario file</c>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="CliException">The file cannot be read.</exception>
    internal static Task<string> ReadTextAsync(string path, string what, CancellationToken cancellationToken) =>
        ReadAsync(
            path,
            what,
            () =>
            {
                using Stream file = FilePath.Open(path);
                return TextFile.TryRead(file, what, (int)FilePath.MaxBytes, out string? text, out string? fault)
                    ? text
                    : throw new CliException($"{path}: {fault}");
            },
            cancellationToken);

    /// <summary>Reads a file in a way of the caller's.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="path">The path, or <c>-</c> for standard input.</param>
    /// <param name="what">What the file should be.</param>
    /// <param name="read">Opens and reads it.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <exception cref="CliException">The file is not there, or cannot be read.</exception>
    internal static async Task<T> ReadAsync<T>(
        string path, string what, Func<T> read, CancellationToken cancellationToken)
    {
        if (path != FilePath.StandardInput)
        {
            Require(path, what);
        }

        try
        {
            // Opening a pipe, and reading it, waits for whoever writes, and cannot be called off: the thread is left behind.
            return await Task.Run(read, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path}: cannot be read ({FilePath.Reason(error)}); expected {what}");
        }
    }

    /// <summary>Makes sure that a file is there before anything else happens.</summary>
    /// <param name="path">The path.</param>
    /// <param name="what">What the file should be.</param>
    /// <exception cref="CliException">There is no such file.</exception>
    internal static void Require(string path, string what)
    {
        if (path.Length == 0)
        {
            throw new CliException($"'': names no file; expected {what}");
        }

        var file = new FileInfo(path);
        if (Directory.Exists(path))
        {
            throw new CliException($"{path}: is a folder; expected {what}");
        }

        if (!file.Exists)
        {
            throw new CliException($"{path}: no such file; expected {what}");
        }

        if (file.Length > FilePath.MaxBytes)
        {
            throw new CliException($"{path}: has {file.Length} bytes; expected {what} of at most {FilePath.MaxBytes} bytes");
        }
    }
}
