namespace Candor.Client.Keys;

/// <summary>Writes files that hold secrets.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a file readable and writable by its owner alone. It is written beside the path, flushed to the
    /// disk and moved into place, so that a crash leaves the old file or the new one and never half of one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its text, UTF-8.</param>
    /// <param name="overwrite">Whether to replace a file that is there.</param>
    /// <exception cref="IOException">The file cannot be written, or exists and is not to be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    internal static void Write(string path, Action<TextWriter> write, bool overwrite)
    {
        string beside = $"{path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // The mode is set as the file is created: setting it afterwards would leave a moment in which others read.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(beside, options))
            {
                using (var writer = new StreamWriter(file, leaveOpen: true) { NewLine = "\n" })
                {
                    write(writer);
                }

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
