namespace Candor.Cli.Output;

/// <summary>Where a path leads, however it is spelled.</summary>
internal static class OutputPath
{
    // As many links as Linux follows.
    private const int MostLinks = 40;

    private static readonly string[] s_devices = ["/dev", "/dev/fd", "/dev/pts", "/proc", "/sys"];

    private static StringComparison Comparison =>
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Whether two paths name one file, also where one of them goes through symbolic links.</summary>
    /// <param name="one">A path.</param>
    /// <param name="other">Another.</param>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    internal static bool AreSame(string one, string other) => string.Equals(Resolve(one), Resolve(other), Comparison);

    /// <summary>The full path of what a path names, without symbolic links in it or in its folders. Nothing need be there
    /// yet.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    internal static string Resolve(string path) => Resolve(path, MostLinks);

    /// <summary>Whether a path names something of the system's, such as standard output or a disk, that no file may take
    /// the place of.</summary>
    /// <param name="path">A full path.</param>
    internal static bool IsDevice(string path) => !OperatingSystem.IsWindows()
        && (s_devices.Contains(Path.GetDirectoryName(path), StringComparer.Ordinal)
            || path.StartsWith("/proc/", StringComparison.Ordinal));

    private static string Resolve(string path, int links)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } folder)
        {
            return full;
        }

        string here = Path.Combine(Resolve(folder, links), Path.GetFileName(full));
        return new FileInfo(here).LinkTarget is not { } target
            ? here
            : links > 0
                ? Resolve(Path.Combine(Path.GetDirectoryName(here)!, target), links - 1)
                : throw new IOException("links lead in a circle");
    }
}
