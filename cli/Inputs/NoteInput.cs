using Candor.Cli.Errors;
using Candor.Cli.Files;
using Candor.Client.Transcripts;
using Candor.Commitments.Logs;

namespace Candor.Cli.Inputs;

/// <summary>Reads the signed notes that a command line names.</summary>
internal static class NoteInput
{
    // A checkpoint with the signatures of many witnesses is a few kilobytes.
    private const int MaxBytes = 1 << 16;

    private const string Expected = "a checkpoint, as 'candor transcript checkpoint' prints it";

    /// <summary>Reads a note, or the one of a market from a file in which 'candor join' keeps what it has
    /// seen.</summary>
    /// <param name="path">The file.</param>
    /// <param name="market">The market's name; null where the transcript does not say it.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The note's bytes; whoever opens them finds out who signed what.</returns>
    /// <exception cref="CliException">The file is not there, cannot be read, is too long, is no note or keeps nothing of
    /// the market.</exception>
    /// <exception cref="CheckpointStoreException">The file is JSON that keeps no checkpoints.</exception>
    internal static async Task<ReadOnlyMemory<byte>> ReadKeptAsync(
        string path, string? market, CancellationToken cancellationToken)
    {
        byte[] file = Read(path);
        if (market is null || !file.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8))
        {
            return SignedNote.TryParse(file, out _)
                ? file
                : throw new CliException($"{path}: is not a signed note; expected {Expected}");
        }

        SeenTranscript? seen = await new FileCheckpointStore(path).FindAsync(market, cancellationToken)
            .ConfigureAwait(false);
        return seen?.Checkpoint ?? throw new CliException(
            $"{path}: keeps no checkpoint of {market}; expected one of that market, or {Expected}");
    }

    /// <summary>Reads a note.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="CliException">The file is not there, cannot be read or is too long.</exception>
    private static byte[] Read(string path)
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
            throw new CliException($"{path}: cannot be read ({FilePath.Reason(error)}); expected {Expected}");
        }
    }
}
