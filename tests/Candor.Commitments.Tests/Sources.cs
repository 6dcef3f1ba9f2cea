namespace Candor.Commitments.Tests;

/// <summary>The sources of the checkout, for tests that hold them to a rule.</summary>
internal static class Sources
{
    /// <summary>Reads every file of tests, of all test projects.</summary>
    /// <returns>Class and text of each.</returns>
    internal static IEnumerable<(string Class, string Text)> OfTests() => Directory
        .EnumerateFiles(Path.Combine(Root(), "tests"), "*Tests.cs", SearchOption.AllDirectories)
        .Select(path => (Path.GetFileNameWithoutExtension(path), File.ReadAllText(path)));

    /// <summary>Reads every file of the library, without what the build makes.</summary>
    /// <returns>The folder's name, empty for the library's root, and the text of each.</returns>
    internal static IEnumerable<(string Folder, string Text)> OfCommitments()
    {
        string library = Path.Combine(Root(), "commitments");
        string[] folders = [library, .. Directory.EnumerateDirectories(library)];
        return folders
            .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj"))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs"), (folder, path) =>
                (folder == library ? "" : Path.GetFileName(folder), File.ReadAllText(path)));
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Platform.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run outside the checkout.");
    }
}
