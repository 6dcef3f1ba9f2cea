using System.Security.Cryptography;
using System.Text;

namespace Candor.Hosting.Storage;

/// <summary>Makes files and folders that their owner alone may use: keys, and what nobody may read before a market
/// settles, such as reports and tags. A file or folder that is there already keeps its mode; see
/// <see cref="ExposedFiles"/>.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a file with a text. It is written beside the path, flushed to the disk and moved into place, so
    /// that a crash leaves no half of a key. Where another process was faster the move fails, and the next start reads
    /// what that one made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its text, written as UTF-8.</param>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    internal static void Create(string path, string text) => Write(path, text, overwrite: false);

    /// <summary>Makes a file with a text in the same way, in place of one that may be there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its text, written as UTF-8.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    internal static void Replace(string path, string text) => Write(path, text, overwrite: true);

    /// <summary>Opens a file to write, making it where the mode says so.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it is made.</param>
    /// <param name="access">What it is opened for.</param>
    /// <param name="options">How it is opened.</param>
    /// <param name="isShared">Whether others may read it meanwhile.</param>
    /// <returns>The file, unbuffered.</returns>
    /// <exception cref="IOException">The file cannot be opened so.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file does not let this user.</exception>
    internal static FileStream Open(
        string path,
        FileMode mode,
        FileAccess access,
        FileOptions options = FileOptions.None,
        bool isShared = false)
    {
        var settings = new FileStreamOptions
        {
            Mode = mode,
            Access = access,
            Share = isShared ? FileShare.Read | FileShare.Delete : FileShare.None,
            Options = options,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            // As it is created: a mode that is set afterwards leaves a moment in which others read.
            settings.UnixCreateMode = OwnerReadsAndWrites;
        }

        return new FileStream(path, settings);
    }

    /// <summary>Makes a folder with those above it, where they are not there.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder above does not let this user write.</exception>
    internal static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            // The mode is that of the last folder alone: those above it would be made for everybody.
            MakeFolder(Path.GetDirectoryName(path)!);
            Directory.CreateDirectory(path, OwnerReadsAndWrites | UnixFileMode.UserExecute);
        }
    }

    private static void Write(string path, string text, bool overwrite)
    {
        string beside = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.new";
        try
        {
            using (FileStream file = Open(beside, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
