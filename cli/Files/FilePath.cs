using Candor.Cli.Errors;

namespace Candor.Cli.Files;

/// <summary>What holds of every file that a command line names, to read or to write.</summary>
internal static class FilePath
{
    /// <summary>Stands for standard input where a file is expected.</summary>
    internal const string StandardInput = "-";

    /// <summary>Files above this size are not read: no file of ours is nearly as large, and a wrong path may
    /// be.</summary>
    internal const long MaxBytes = 256L << 20;

    /// <summary>Opens a file to read it, or standard input.</summary>
    /// <param name="path">The path, or <see cref="StandardInput"/>.</param>
    internal static Stream Open(string path) =>
        path == StandardInput ? Console.OpenStandardInput() : File.OpenRead(path);

    /// <summary>The cause of a failed file operation without the path, which the caller names itself.</summary>
    /// <param name="error">The failure.</param>
    internal static string Reason(Exception error) => error is UnauthorizedAccessException
        ? "permission denied"
        : ErrorFilter.OneLine(error.Message);

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
}
