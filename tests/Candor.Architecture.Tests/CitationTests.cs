namespace Candor.Architecture.Tests;

/// <summary>What comments and documents cite by number is there: decisions about the paper, sections and statements of
/// the protocol, decision records.</summary>
public sealed class CitationTests
{
    private static readonly Citations s_citations = new(
        RepositoryFiles.Read("docs/paper.md"),
        RepositoryFiles.Read("docs/protocol.md"),
        [.. RepositoryFiles.All.Select(file => file.Path).Where(path => path.EndsWith(".md", StringComparison.Ordinal))]);

    [Fact]
    public void Citation_OfAnyFile_Resolves()
    {
        Citation[] all = [.. RepositoryFiles.All.SelectMany(file => s_citations.Of(file.Path, file.Text))];

        // Where the comments' wording drifts from the patterns, nothing would be found and everything would pass.
        Assert.True(all.Count(c => c.What.StartsWith("docs/paper.md", StringComparison.Ordinal)) >= 10);
        Assert.True(all.Count(c => c.What.Contains("statement", StringComparison.Ordinal)) >= 50);
        Assert.True(all.Count(c => c.What.StartsWith("section", StringComparison.Ordinal)) >= 3);
        string[] missing = [.. all.Where(citation => !citation.Resolves).Select(citation => citation.ToString())];
        Assert.True(missing.Length == 0, string.Join('\n', missing));
    }

    [Fact]
    public void Numbers_OfDecisionsAndStatements_HaveNoGap()
    {
        Assert.Equal(Enumerable.Range(1, s_citations.Decisions.Count).Select(n => $"{n}"), s_citations.Decisions);
        Assert.Equal(Enumerable.Range(1, s_citations.Statements.Count).Select(n => $"{n}"), s_citations.Statements);
    }

    [Theory]
    [InlineData("ARCHITECTURE.md", "docs/decisions/")]
    [InlineData("docs/decisions/README.md", "")]
    public void Records_EachOne_IsListed(string list, string folder)
    {
        string text = RepositoryFiles.Read(list);
        string[] records =
        [
            .. RepositoryFiles.All.Select(file => file.Path)
                .Where(path => path.StartsWith("docs/decisions/0", StringComparison.Ordinal)),
        ];

        Assert.NotEmpty(records);
        Assert.All(records, record =>
            Assert.Contains($"]({folder}{Path.GetFileName(record)})", text, StringComparison.Ordinal));
    }

    // A mark stands before each number, so that this file cites nothing itself.
    [Theory]
    [InlineData("// Efficient (docs/paper.md, D№999).", 1, "docs/paper.md, D№999")]
    [InlineData("\n/// x (docs/paper.md,\n/// D№1 and D№998).", 2, "docs/paper.md, D№998")]
    [InlineData("// Statements №3 to №10.", 1, "docs/protocol.md, statement №10")]
    [InlineData("/// as statement\n/// №10 says", 1, "docs/protocol.md, statement №10")]
    [InlineData("# docs/protocol.md, section №99", 1, "docs/protocol.md, section №99")]
    [InlineData("see docs/decisions/№9999", 1, "docs/decisions/№9999")]
    [InlineData("// See docs/№none.md.", 1, "docs/№none.md")]
    [InlineData("// paper-decision №5", 1, "a decision without its document: №5")]
    public void Citation_OfWhatIsNotThere_IsFoundWithItsLine(string marked, int line, string what)
    {
        string text = marked.Replace("№", "", StringComparison.Ordinal);

        Citation missing = Assert.Single(s_citations.Of("x.cs", text), citation => !citation.Resolves);

        Assert.Equal(line, missing.Line);
        Assert.Equal(what.Replace("№", "", StringComparison.Ordinal), missing.What);
    }
}
