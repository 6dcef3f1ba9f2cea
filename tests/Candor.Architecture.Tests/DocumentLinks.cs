using System.Text.RegularExpressions;

namespace Candor.Architecture.Tests;

/// <summary>The links of a Markdown document into the repository.</summary>
internal static partial class DocumentLinks
{
    /// <summary>Lists the links that lead nowhere, each with its line.</summary>
    /// <param name="path">The document's path from the root.</param>
    /// <param name="text">Its text, with line feeds.</param>
    /// <param name="checkedLinks">How many links into the repository were followed.</param>
    internal static IReadOnlyList<string> FindBroken(string path, string text, out int checkedLinks)
    {
        var broken = new List<string>();
        checkedLinks = 0;
        string prose = WithoutCode(text);
        foreach (Match match in Link().Matches(prose))
        {
            string target = match.Groups["target"].Value;
            if (target.Contains("://", StringComparison.Ordinal))
            {
                continue;
            }

            checkedLinks++;
            if (Fault(path, text, target) is { } fault)
            {
                broken.Add($"{path}:{RepositoryFiles.LineAt(prose, match.Index)} links to {target}: {fault}");
            }
        }

        return broken;
    }

    /// <summary>The anchors of a document, as GitHub makes them of its headings.</summary>
    internal static IReadOnlyCollection<string> Anchors(string text)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(WithoutCode(text)))
        {
            string title = Link().Replace(heading.Groups["title"].Value, "${words}");
            string slug = string.Concat(title.Trim().ToLowerInvariant()
                .Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');
            string anchor = slug;
            for (int again = 1; !anchors.Add(anchor); again++)
            {
                anchor = $"{slug}-{again}";
            }
        }

        return anchors;
    }

    private static string? Fault(string path, string text, string target)
    {
        string[] parts = target.Split('#', 2);
        string found = path;
        if (parts[0].Length > 0)
        {
            string full = Path.GetFullPath(
                Path.Combine(RepositoryFiles.Root, Path.GetDirectoryName(path)!, Uri.UnescapeDataString(parts[0])));
            found = Path.GetRelativePath(RepositoryFiles.Root, full).Replace('\\', '/');
            if (!File.Exists(full) && !Directory.Exists(full))
            {
                return $"there is no {found}";
            }
        }

        if (parts.Length == 1)
        {
            return null;
        }

        string goal = found == path ? text : RepositoryFiles.Read(found);
        return Anchors(goal).Contains(parts[1]) ? null : $"{found} has no heading #{parts[1]}";
    }

    // Code may look like a link. Its line breaks stay, so that lines count as before.
    private static string WithoutCode(string text) =>
        Code().Replace(text, match => new string('\n', match.Value.Count(c => c == '\n')));

    [GeneratedRegex(@"^(?<fence>```+).*?^\k<fence>$|<!--.*?-->", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#{1,6} (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[(?<words>(?:[^\[\]]|\[[^\]]*\])*)\]\((?<target>[^()\s]+)\)")]
    private static partial Regex Link();
}
