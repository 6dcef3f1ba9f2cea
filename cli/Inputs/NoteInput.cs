using Candor.Cli.Errors;

namespace Candor.Cli.Inputs;

/// <summary>Reads the signed notes that a command line names.</summary>
internal static class NoteInput
{
    // A checkpoint with the signatures of many witnesses is a few kilobytes.
    private const int MaxBytes = 1 << 16;

    private const string Expected = "a checkpoint, as 'candor transcript checkpoint' prints it";

    /// <summary>Reads a note.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its bytes; whoever opens them finds out whether they are a note.</returns>
    /// <exception cref="CliException">The file is not there, cannot be read or is too long.</exception>
    internal static byte[] Read(string path)
    {
        InputFile.Require(path, Expected);
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] note = new byte[MaxBytes + 1];
            int length = file.ReadAtLeast(note, note.Length, throwOnEndOfStream: false);
            return length <= MaxBytes
                ? note[..length]
                : throw new CliException($"{path}: is longer than {MaxBytes} bytes; expected {Expected}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path}: cannot be read ({InputFile.Reason(error)}); expected {Expected}");
        }
    }
}
