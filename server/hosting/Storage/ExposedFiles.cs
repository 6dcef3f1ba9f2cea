using Candor.Hosting.Telemetry;

namespace Candor.Hosting.Storage;

/// <summary>Finds files and folders that others than their owner may use: made by a version that did not yet keep them
/// to itself, or shared on purpose. Which of the two is the owner's to say, so their modes stay as they are, and the log
/// says how to change them.</summary>
internal static class ExposedFiles
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Finds those that others may use.</summary>
    /// <param name="paths">Files and folders; those that are not there are passed over.</param>
    /// <returns>What was found.</returns>
    internal static IReadOnlyList<ExposedFile> Find(params ReadOnlySpan<string> paths)
    {
        var found = new List<ExposedFile>();
        foreach (string path in paths)
        {
            if (ModeOf(path) is { } mode)
            {
                found.Add(new ExposedFile(path, mode, Directory.Exists(path)));
            }
        }

        return found;
    }

    /// <summary>Warns of what was found.</summary>
    /// <param name="logger">Told.</param>
    /// <param name="found">What <see cref="Find"/> found.</param>
    internal static void Warn(ILogger logger, IReadOnlyList<ExposedFile> found)
    {
        foreach (ExposedFile file in found)
        {
            // Of a folder everything in it is meant: it was made by the same version.
            logger.FileIsExposed(file.Path, file.Mode, file.IsFolder ? "-R go=" : "600");
        }
    }

    /// <summary>The mode of a file or folder that others than its owner may use.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The mode in octal digits, such as <c>644</c>; null where it is the owner's alone, is not there, or has
    /// no mode.</returns>
    internal static string? ModeOf(string path)
    {
        if (OperatingSystem.IsWindows() || !Path.Exists(path))
        {
            return null;
        }

        UnixFileMode mode = File.GetUnixFileMode(path);
        return (mode & Others) != 0 ? Convert.ToString((int)mode, 8) : null;
    }
}

/// <summary>A file or folder that others than its owner may use.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Mode">Its mode in octal digits, such as <c>644</c>.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
internal sealed record ExposedFile(string Path, string Mode, bool IsFolder);
