namespace Candor.Fuzzing;

/// <summary>An input as a file, for what reads files alone: one for each thread, gone with the process.</summary>
internal static class ForeignFile
{
    private static readonly string s_folder = MakeFolder();

    [ThreadStatic]
    private static string? s_path;

    /// <summary>Writes the file.</summary>
    /// <param name="input">What it holds.</param>
    /// <returns>Its path.</returns>
    internal static string Write(byte[] input)
    {
        s_path ??= Path.Combine(s_folder, Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(s_path, input);
        return s_path;
    }

    private static string MakeFolder()
    {
        string folder = Directory.CreateTempSubdirectory("candor-fuzzing-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}
