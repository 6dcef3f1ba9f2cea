using Candor.Cli.Errors;
using Candor.Client.Internal;

namespace Candor.Cli.Inputs;

/// <summary>Reads the files that a command line names, and says which one was wrong.</summary>
internal static class InputFile
{
    /// <summary>Stands for standard input where a file is expected.</summary>
    internal const string StandardInput = "-";

    /// <summary>Files above this size are not read: no file of ours is nearly as large, and a wrong path may
    /// be.</summary>
    internal const long MaxBytes = 256L << 20;

    /// <summary>Reads a whole text file.</summary>
    /// <param name="path">The path, or <c>-</c> for standard input.</param>
    /// <param name="what">What the file should be, such as <c>a scenario file</c>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="CliException">The file cannot be read.</exception>
    internal static async Task<string> ReadTextAsync(string path, string what, CancellationToken cancellationToken)
    {
        if (path != StandardInput)
        {
            Require(path, what);
        }

        try
        {
            // A pipe may keep its reader waiting, and no reading of one can be called off: the thread is left behind.
            return await Task.Run(() => ReadText(path, what), CancellationToken.None)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path}: cannot be read ({Reason(error)}); expected {what}");
        }
    }

    private static string ReadText(string path, string what)
    {
        using Stream file = path == StandardInput ? Console.OpenStandardInput() : File.OpenRead(path);
        return TextFile.TryRead(file, what, (int)MaxBytes, out string? text, out string? fault)
            ? text
            : throw new CliException($"{path}: {fault}");
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

        if (file.Length > MaxBytes)
        {
            throw new CliException($"{path}: has {file.Length} bytes; expected {what} of at most {MaxBytes} bytes");
        }
    }

    /// <summary>Whether a file that is there is a pipe, or a device that cannot be read again.</summary>
    /// <param name="path">The path.</param>
    internal static bool IsReadOnce(string path)
    {
        // Neither has a length. Opening a pipe to be read alone would wait for whoever writes to it.
        if (OperatingSystem.IsWindows() || new FileInfo(path) is not { Exists: true, Length: 0 })
        {
            return false;
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            return !file.CanSeek;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whoever reads it says what is wrong.
            return false;
        }
    }

    /// <summary>The cause of a failed file operation without the path, which the caller names itself.</summary>
    /// <param name="error">The failure.</param>
    internal static string Reason(Exception error) => error is UnauthorizedAccessException
        ? "permission denied"
        : ErrorFilter.OneLine(error.Message);
}
