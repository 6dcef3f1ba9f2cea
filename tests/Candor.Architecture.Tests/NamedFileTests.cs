using System.Text.RegularExpressions;

namespace Candor.Architecture.Tests;

/// <summary>ARCHITECTURE.md leads a reader from file to file: each that it names is there.</summary>
public sealed partial class NamedFileTests
{
    [Fact]
    public void File_NamedInArchitecture_IsThere()
    {
        HashSet<string> names = [.. RepositoryFiles.All.Select(static file => Path.GetFileName(file.Path))];
        string[] named =
        [
            .. NamedFile().Matches(RepositoryFiles.Read("ARCHITECTURE.md")).Select(static match => match.Groups[1].Value),
        ];

        Assert.True(named.Length >= 30, $"{named.Length} files are named; expected the whole path of a report.");
        Assert.All(named, name => Assert.True(
            name.Contains('/', StringComparison.Ordinal)
                ? File.Exists(Path.Combine(RepositoryFiles.Root, name))
                : names.Contains(name),
            $"ARCHITECTURE.md names {name}; expected a file of the repository."));
    }

    [GeneratedRegex(@"`([\w./-]+\.(?:cs|md|proto))`")]
    private static partial Regex NamedFile();
}
