namespace Candor.Architecture.Tests;

/// <summary>Every relative link of every Markdown file leads to a file or folder, and to a heading where it names
/// one.</summary>
public sealed class DocumentLinkTests
{
    [Fact]
    public void Link_OfAnyDocument_LeadsSomewhere()
    {
        var broken = new List<string>();
        int links = 0;
        var documents = RepositoryFiles.All.Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal));
        foreach ((string path, string text) in documents)
        {
            broken.AddRange(DocumentLinks.FindBroken(path, text, out int followed));
            links += followed;
        }

        Assert.True(links >= 50, $"{links} links");
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Theory]
    [InlineData("[x](none.md)", "links to none.md: there is no none.md")]
    [InlineData("[`x`](#none)", "links to #none: x.md has no heading #none")]
    [InlineData("![x](figures/none.svg)", "links to figures/none.svg: there is no figures/none.svg")]
    [InlineData("[x](docs/protocol.md#none)", "links to docs/protocol.md#none: docs/protocol.md has no heading #none")]
    public void Link_ThatLeadsNowhere_IsFoundWithItsLine(string link, string fault)
    {
        string found = Assert.Single(DocumentLinks.FindBroken(
            "x.md", $"# Title\n\n```\n[code](none.md)\n```\n[fine](README.md) and {link}", out int links));

        Assert.Equal($"x.md:6 {fault}", found);
        Assert.Equal(2, links);
    }

    [Fact]
    public void Anchors_OfHeadings_AreThoseOfGitHub() => Assert.Equal(
        ["d1-a-participants-own-effect", "the-critical-rate-α", "twice", "twice-1", "a-linked-one"],
        DocumentLinks.Anchors(
            "# D1. A participant's own effect\n## The critical rate α*\n## Twice\n```\n# no\n```\n## Twice\n### A [linked](x) one"));
}
