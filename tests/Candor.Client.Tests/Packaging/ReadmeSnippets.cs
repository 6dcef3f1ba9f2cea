using System.Text;
using System.Text.RegularExpressions;

namespace Candor.Client.Tests.Packaging;

/// <summary>The C# blocks of a README as a compilable file: each in a method of its own.</summary>
internal static partial class ReadmeSnippets
{
    public static IReadOnlyList<string> Of(string markdown) =>
        [.. Block().Matches(markdown.ReplaceLineEndings("\n")).Select(match => match.Groups["code"].Value)];

    public static string ToSource(string name, IReadOnlyList<string> snippets)
    {
        var usings = new SortedSet<string>(StringComparer.Ordinal);
        var methods = new StringBuilder();
        for (int i = 0; i < snippets.Count; i++)
        {
            string[] lines = snippets[i].Split('\n');
            usings.UnionWith(lines.Where(line => UsingDirective().IsMatch(line)));
            methods.Append($"    public static async System.Threading.Tasks.Task Snippet{i}()\n    {{\n");
            methods.Append("        await System.Threading.Tasks.Task.Yield();\n");
            methods.AppendJoin('\n', lines.Where(line => !UsingDirective().IsMatch(line))).Append("\n    }\n\n");
        }

        return $"{string.Join('\n', usings)}\n\npublic static class {name}\n{{\n{methods}}}\n";
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^using [\w.]+;$")]
    private static partial Regex UsingDirective();
}
