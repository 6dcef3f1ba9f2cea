using System.Text.RegularExpressions;

namespace Candor.Architecture.Tests;

/// <summary>docs/protocol.md says beside each threat which test shows that it is stopped: each test that it names is
/// there, and no row is without one.</summary>
public sealed partial class NamedTestTests
{
    private static readonly string s_page = RepositoryFiles.Read("docs/protocol.md");

    [Fact]
    public void Test_NamedInTheProtocol_IsThere()
    {
        (string Class, string Method)[] named =
            [.. NamedTest().Matches(s_page).Select(static match => (match.Groups[1].Value, match.Groups[2].Value))];

        Assert.NotEmpty(named);
        Assert.All(named, static test => Assert.True(
            IsThere(test.Class, test.Method),
            $"docs/protocol.md names the test {test.Class}.{test.Method}; expected it under tests/."));
    }

    [Theory]
    [InlineData("### Clients facing a lying platform")]
    [InlineData("### Honest participants facing rivals")]
    [InlineData("### What a client is told without a signature, and what covers it")]
    public void Row_OfTheseTables_HasItsTestsInTheListBelow(string heading)
    {
        string[] lines = LinesOf(heading);
        string[] rows = [.. Numbers(lines, Row())];

        Assert.NotEmpty(rows);
        Assert.Equal(rows, Numbers(lines, ListItem()));
    }

    [Theory]
    [InlineData("NamedTestTests", "Test_NamedInTheProtocol_IsThere", true)]
    [InlineData("NamedTestTests", "Test_NamedInTheProtocol", false)]
    [InlineData("NoSuchTests", "Test_NamedInTheProtocol_IsThere", false)]
    public void IsThere_ByClassAndMethod_TellsATestFromNone(string name, string method, bool isThere) =>
        Assert.Equal(isThere, IsThere(name, method));

    private static bool IsThere(string name, string method) => RepositoryFiles.All.Any(file =>
        file.Path.StartsWith("tests/", StringComparison.Ordinal)
        && Path.GetFileName(file.Path).Split('.')[0] == name
        && file.Text.Contains($" {method}(", StringComparison.Ordinal));

    private static string[] LinesOf(string heading)
    {
        int start = s_page.IndexOf($"\n{heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/protocol.md has no heading '{heading}'.");
        return [.. s_page[(start + 1)..].Split('\n').Skip(1).TakeWhile(static line => !line.StartsWith('#'))];
    }

    private static IEnumerable<string> Numbers(string[] lines, Regex form) =>
        lines.Select(line => form.Match(line)).Where(static match => match.Success).Select(static match => match.Groups[1].Value);

    [GeneratedRegex("`([A-Z][A-Za-z0-9]+Tests)\\.(\\w+)`")]
    private static partial Regex NamedTest();

    // A row and an item of the list below begin with the same number; the item then names a test.
    [GeneratedRegex("^\\| (\\d+) \\|")]
    private static partial Regex Row();

    [GeneratedRegex("^(\\d+)\\. `[A-Z][A-Za-z0-9]+Tests\\.\\w+`")]
    private static partial Regex ListItem();
}
