using System.Security.Cryptography;
using System.Text;

namespace Candor.Hosting.Storage;

/// <summary>Makes files that hold secret keys.</summary>
internal static class PrivateFile
{
    /// <summary>Makes a file that its owner alone may read. It is written beside the path, flushed to the disk and moved
    /// into place, so that a crash leaves no half of a key. Where another process was faster the move fails, and the next
    /// start reads what that one made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its text, written as UTF-8.</param>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    internal static void Create(string path, string text)
    {
        string beside = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // As it is created: a mode that is set afterwards leaves a moment in which others read.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(beside, options))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: false);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
