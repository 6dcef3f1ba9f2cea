namespace Candor.Commitments.Tests.Negative;

/// <summary>The sources of all test projects, for lists that must not outlive what they name.</summary>
internal static class TestSources
{
    /// <summary>Reads every file of tests.</summary>
    /// <returns>Class and text of each.</returns>
    internal static IEnumerable<(string Class, string Text)> Read() => Directory
        .EnumerateFiles(Path.Combine(Root(), "tests"), "*Tests.cs", SearchOption.AllDirectories)
        .Select(path => (Path.GetFileNameWithoutExtension(path), File.ReadAllText(path)));

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
