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
    public void Threat_OfTheseTables_NamesItsTest(string heading)
    {
        string[] rows = [.. RowsOf(heading)];

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.True(
            NamedTest().IsMatch(row), $"{heading}: the row '{row}' names no test; expected `ClassTests.Method_Condition_Result`."));
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

    // The rows of a table begin after its line of dashes.
    private static IEnumerable<string> RowsOf(string heading)
    {
        int start = s_page.IndexOf($"\n{heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/protocol.md has no heading '{heading}'.");
        return s_page[(start + 1)..].Split('\n')
            .Skip(1)
            .TakeWhile(static line => !line.StartsWith('#'))
            .SkipWhile(static line => !line.StartsWith("|---", StringComparison.Ordinal))
            .Skip(1)
            .Where(static line => line.StartsWith('|'));
    }

    [GeneratedRegex("`([A-Z][A-Za-z]+Tests)\\.(\\w+)`")]
    private static partial Regex NamedTest();
}
