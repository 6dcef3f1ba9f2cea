using System.Reflection;

namespace Candor.Architecture.Tests;

/// <summary>The text files of the repository: sources, contracts and documents, without what builds leave.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] s_suffixes =
        [".cs", ".proto", ".md", ".json", ".csproj", ".props", ".targets", ".py", ".mjs", ".yml", ".sbatch", ".txt"];

    private static readonly string[] s_leftOut =
        ["bin", "obj", "artifacts", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts"];

    /// <summary>The repository's root folder.</summary>
    internal static string Root { get; } = Path.GetFullPath(typeof(RepositoryFiles).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!);

    /// <summary>Every text file, as its path from the root with forward slashes, and its text.</summary>
    internal static IReadOnlyList<(string Path, string Text)> All { get; } =
        [.. Under(Root).Select(path => (Name(path), File.ReadAllText(path).ReplaceLineEndings("\n")))];

    /// <summary>The text of one file.</summary>
    /// <param name="path">Its path from the root.</param>
    internal static string Read(string path) => All.Single(file => file.Path == path).Text;

    /// <summary>The number of the line that an offset is on, from 1.</summary>
    internal static int LineAt(string text, int offset) => text.AsSpan(0, offset).Count('\n') + 1;

    private static string Name(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    // .github and .ci are ours; the other hidden folders belong to tools.
    private static IEnumerable<string> Under(string folder) => Directory.GetFiles(folder)
        .Where(file => s_suffixes.Contains(Path.GetExtension(file)))
        .Concat(Directory.GetDirectories(folder)
            .Where(child => !s_leftOut.Contains(Path.GetFileName(child))
                && (Path.GetFileName(child) is ".github" or ".ci" || Path.GetFileName(child)[0] != '.'))
            .SelectMany(Under));
}
