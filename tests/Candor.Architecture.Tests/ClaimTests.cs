using System.Globalization;
using System.Text.RegularExpressions;

namespace Candor.Architecture.Tests;

/// <summary>README's claims are those of the ledger in docs/protocol.md, of the same kind: a reader of the one is told
/// nothing stronger than a reader of the other.</summary>
public sealed partial class ClaimTests
{
    [Fact]
    public void Readme_EveryClaim_NamesItsNumbersAndHasTheirKind()
    {
        string protocol = RepositoryFiles.Read("docs/protocol.md");
        int first = protocol.IndexOf("## 8. Claims", StringComparison.Ordinal);
        int last = protocol.IndexOf("## 9. ", StringComparison.Ordinal);
        Dictionary<int, string> ledger = LedgerRow().Matches(protocol[first..last])
            .ToDictionary(
                row => int.Parse(row.Groups["number"].ValueSpan, CultureInfo.InvariantCulture),
                row => row.Groups["kind"].Value);
        string readme = RepositoryFiles.Read("README.md");
        string table = readme[readme.IndexOf("## What is proved", StringComparison.Ordinal)..];
        string[] rows = [.. table.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1).TakeWhile(line => line.Contains("**", StringComparison.Ordinal))];

        Assert.True(rows.Length > 10, $"found {rows.Length} rows of claims");
        foreach (string row in rows)
        {
            Match status = Status().Match(row);
            Assert.True(status.Success, $"no kind with the ledger's numbers in: {row}");
            foreach (string number in status.Groups["numbers"].Value.Split(", "))
            {
                string kind = ledger[int.Parse(number, CultureInfo.InvariantCulture)];
                Assert.True(
                    kind.StartsWith(status.Groups["kind"].Value, StringComparison.Ordinal),
                    $"claim {number} is '{kind}' in the ledger; README says: {row}");
            }
        }
    }

    [GeneratedRegex(@"^\| (?<number>\d+) \| [^|]+ \| (?<kind>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex LedgerRow();

    [GeneratedRegex(@"\*\*(?<kind>[a-z ]+)\*\*[a-z ]*\((?<numbers>\d+(, \d+)*)\)")]
    private static partial Regex Status();
}
