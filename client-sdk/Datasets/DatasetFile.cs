using Candor.Client.Internal;

namespace Candor.Client.Datasets;

/// <summary>Opens the files of a dataset with errors that say what was looked for.</summary>
internal static class DatasetFile
{
    // A schema has at most 1,000 columns, and a category at most 10,000 values.
    private const int MaxTextBytes = 64 * 1024 * 1024;

    /// <summary>Opens a dataset: a regular file, a pipe or a device.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What it should be.</param>
    /// <param name="cancellationToken">Stops waiting for whoever writes to a pipe.</param>
    internal static FileStream Open(string path, string expected, CancellationToken cancellationToken)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw IsFolder(path, expected);
            }

            // A pipe that nobody has opened for writing keeps the one who opens it for reading waiting; like every file
            // without a length of its own it has the length 0. It is shared with that writer, too.
            return new FileInfo(path) is { Exists: true, Length: 0 }
                ? WaitFor(() => OpenNow(path, FileShare.ReadWrite), cancellationToken)
                : OpenNow(path, FileShare.Read);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException(
                DatasetFault.FileMissing, $"There is no file '{path}'; expected {expected}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, expected, e);
        }
    }

    /// <summary>Reads a whole text file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What it should be.</param>
    internal static string ReadText(string path, string expected)
    {
        try
        {
            return TextFile.TryRead(path, expected, MaxTextBytes, out string? text, out string? fault)
                ? text
                : throw new DatasetException(DatasetFault.WrongFormat, $"The file '{path}' {fault}.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException(
                DatasetFault.FileMissing, $"There is no file '{path}'; expected {expected}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, expected, e);
        }
    }

    /// <summary>Reads what may keep its reader waiting for ever, on a thread that can be left behind.</summary>
    internal static T WaitFor<T>(Func<T> read, CancellationToken cancellationToken)
    {
        // A thread of its own: those of the pool are few, and some of them may be waiting for this one.
        Task<T> reading = Task.Factory.StartNew(
            read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return reading.WaitAsync(cancellationToken).GetAwaiter().GetResult();
    }

    internal static DatasetException Unreadable(string path, string expected, Exception e) =>
        new(DatasetFault.Unreadable, $"The file '{path}' cannot be read: {e.Message} Expected {expected}.", e);

    internal static DatasetException TooLarge(string path, long line) => new(
        DatasetFault.TooLarge,
        $"'{path}' has more than {Dataset.MaxRecords} valid, distinct records by line {line}; expected no more.");

    private static DatasetException IsFolder(string path, string expected) =>
        new(DatasetFault.Unreadable, $"'{path}' is a folder; expected {expected}.");

    private static FileStream OpenNow(string path, FileShare share) =>
        new(path, FileMode.Open, FileAccess.Read, share, 1, FileOptions.SequentialScan);
}
