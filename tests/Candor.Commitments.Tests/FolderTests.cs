using System.Text.RegularExpressions;

namespace Candor.Commitments.Tests;

/// <summary>
/// No two folders of the library use each other, also not by way of others: each can be read, and changed, with those
/// below it alone.
/// </summary>
public sealed partial class FolderTests
{
    [Fact]
    public void Folders_WhatTheyUse_IsNoCircle()
    {
        Dictionary<string, HashSet<string>> uses = ReadUses();
        Assert.Contains("Hashing", uses["Group"]);
        Assert.Contains("", uses["Statements"]);

        // Folders that use none of those left are taken away, as long as there are any.
        while (uses.FirstOrDefault(folder => folder.Value.Count == 0).Key is { } lowest)
        {
            uses.Remove(lowest);
            foreach (HashSet<string> used in uses.Values)
            {
                used.Remove(lowest);
            }
        }

        Assert.Empty(uses.Select(folder => $"{folder.Key} uses {string.Join(", ", folder.Value)}"));
    }

    // A folder uses another when its code has the name of a type that stands there. The compiler would not tell: a
    // namespace sees the types of those around it without a using directive.
    private static Dictionary<string, HashSet<string>> ReadUses()
    {
        (string Folder, string Code)[] files =
            [.. Sources.OfCommitments().Select(file => (file.Folder, NotCode().Replace(file.Text, " ")))];
        Dictionary<string, string> folderOfType = files
            .SelectMany(file => TypeDeclaration().Matches(file.Code), (file, type) => (file.Folder, type.Groups[1].Value))
            .DistinctBy(type => type.Value)
            .ToDictionary(type => type.Value, type => type.Folder, StringComparer.Ordinal);
        var uses = files.Select(file => file.Folder).Distinct().ToDictionary(
            folder => folder, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach ((string folder, string code) in files)
        {
            uses[folder].UnionWith(Word().Matches(PropertyName().Replace(code, " "))
                .Select(word => folderOfType.GetValueOrDefault(word.Value, folder))
                .Where(used => used != folder));
        }

        return uses;
    }

    // Comments, with the types that documentation refers to; and texts.
    [GeneratedRegex("""//.*|"(?:\\.|[^"\\])*\x22""")]
    private static partial Regex NotCode();

    [GeneratedRegex(
        @"^(?:public|internal) (?:\w+ )*?(?:class|struct|record|enum|interface|delegate \w+) (?:struct )?(\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(?<=[\w>?\]] )\w+ (?==>|\{ get)")]
    private static partial Regex PropertyName();

    [GeneratedRegex(@"\b[A-Z]\w*\b")]
    private static partial Regex Word();
}
