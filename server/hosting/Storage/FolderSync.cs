using System.Runtime.InteropServices;
using System.Text;

namespace Candor.Hosting.Storage;

/// <summary>Forces the names in a folder to the disk. A file that is flushed and moved into place may be under its old name
/// after a power cut until its folder is flushed too, and .NET opens no folders.</summary>
internal static class FolderSync
{
    private const int ReadOnly = 0;

    // EINVAL: file systems that cannot flush a folder, such as some over a network, say so with it.
    private const int NotSupported = 22;

    /// <summary>Forces the names in a folder to the disk; on Windows, which keeps them in its file system's journal, it
    /// does nothing.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">The system cannot.</exception>
    internal static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = OpenFile(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly);
        if (descriptor < 0)
        {
            throw Failure(folder, Marshal.GetLastPInvokeError());
        }

        int error = FlushFile(descriptor) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = CloseFile(descriptor);
        if (error is not (0 or NotSupported))
        {
            throw Failure(folder, error);
        }
    }

    private static IOException Failure(string folder, int error) =>
        new($"{Marshal.GetPInvokeErrorMessage(error)} : '{folder}'", error);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFile(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FlushFile(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseFile(int descriptor);
}
