namespace Candor.Tests.Shared;

/// <summary>Who may use files.</summary>
internal static class FileModes
{
    /// <summary>A file's or folder's mode in octal digits, such as <c>644</c>.</summary>
    internal static string Of(string path) => OperatingSystem.IsWindows()
        ? throw new PlatformNotSupportedException("Windows has no file modes.")
        : Convert.ToString((int)File.GetUnixFileMode(path), 8);

    /// <summary>Changes it.</summary>
    internal static void Set(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Windows has no file modes.");
        }

        File.SetUnixFileMode(path, mode);
    }

    /// <summary>Everything in a folder, with its mode: <c>600 candor.db</c>, in the order of the names.</summary>
    internal static string[] List(string folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => $"{Of(path)} {Path.GetRelativePath(folder, path)}"),
    ];
}
