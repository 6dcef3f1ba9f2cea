using System.Globalization;
using System.Text.RegularExpressions;

namespace Candor.Architecture.Tests;

/// <summary>Finds what sources and documents cite, and which citations nothing answers.</summary>
/// <param name="paper">The text of docs/paper.md, which numbers decisions about the paper as D1, D2 and so on.</param>
/// <param name="protocol">The text of docs/protocol.md, which numbers sections and statements.</param>
/// <param name="documents">The path of every document; the decision records are among them.</param>
internal sealed partial class Citations(string paper, string protocol, IReadOnlyCollection<string> documents)
{
    private readonly HashSet<string> _decisions = Numbers(DecisionHeading().Matches(paper));
    private readonly HashSet<string> _sections = Numbers(SectionHeading().Matches(protocol));
    private readonly HashSet<string> _statements = Numbers(StatementHeading().Matches(protocol));
    private readonly HashSet<string> _documents = [.. documents];
    private readonly HashSet<string> _records =
        [.. documents.Select(path => Record().Match(path)).Where(m => m.Success).Select(m => m.Groups["n"].Value)];

    /// <summary>How many decisions docs/paper.md numbers.</summary>
    internal IReadOnlyCollection<string> Decisions => _decisions;

    /// <summary>Which statements docs/protocol.md numbers.</summary>
    internal IReadOnlyCollection<string> Statements => _statements;

    /// <summary>Every citation in a text, resolved or not.</summary>
    /// <param name="path">The file's path from the root.</param>
    /// <param name="text">Its text, with line feeds.</param>
    internal IEnumerable<Citation> Of(string path, string text)
    {
        IEnumerable<Citation> found = Find(path, text, PaperDecision(), "docs/paper.md, D", _decisions)
            .Concat(Find(path, text, ProtocolSection(), "docs/protocol.md, section ", _sections))
            .Concat(Find(path, text, Statement(), "docs/protocol.md, statement ", _statements))
            .Concat(Find(path, text, Record(), "docs/decisions/", _records))
            .Concat(Find(path, text, Document(), "", _documents))
            .Concat(Find(path, text, NamelessDecision(), "a decision without its document: ", []));

        // At home a document cites itself by the number alone.
        return path switch
        {
            "docs/paper.md" => found.Concat(Find(path, text, OwnDecision(), "D", _decisions)),
            "docs/protocol.md" => found.Concat(Find(path, text, OwnSection(), "section ", _sections)),
            _ => found,
        };
    }

    private static IEnumerable<Citation> Find(
        string path, string text, Regex pattern, string what, HashSet<string> known) =>
        from match in pattern.Matches(text)
        from number in Written(match)
        select new Citation(path, RepositoryFiles.LineAt(text, match.Index), what + number, known.Contains(number));

    // "3 to 5" cites 3, 4 and 5; "3, 4 and 6" and "D1 and D9" what they name.
    private static IEnumerable<string> Written(Match match)
    {
        string[] numbers = [.. match.Groups["n"].Captures.Select(capture => capture.Value)];
        return numbers.Length == 2 && match.Groups["to"].Success
            ? Enumerable.Range(Parse(numbers[0]), Parse(numbers[1]) - Parse(numbers[0]) + 1)
                .Select(number => number.ToString(CultureInfo.InvariantCulture))
            : numbers;
    }

    private static int Parse(string number) => int.Parse(number, CultureInfo.InvariantCulture);

    private static HashSet<string> Numbers(MatchCollection headings) => [.. headings.Select(m => m.Groups["n"].Value)];

    // A comment may break anywhere between two words, so a space stands for line breaks and comment marks, too.
    private const string Space = @"[\s/#*]+";

    // Lists: "1", "1 and 9", "3 to 5", "3, 4 and 6".
    private const string More = "(?:(?:," + Space + "|" + Space + "(?:and|or|(?<to>to))" + Space + ")";

    [GeneratedRegex(@"^### D(?<n>\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex DecisionHeading();

    [GeneratedRegex(@"^## (?<n>\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex SectionHeading();

    [GeneratedRegex(@"^### Statement (?<n>\d+): ", RegexOptions.Multiline)]
    private static partial Regex StatementHeading();

    [GeneratedRegex(@"paper\.md`?(?:\))?," + Space + @"D(?<n>\d+)" + More + @"D(?<n>\d+))*")]
    private static partial Regex PaperDecision();

    [GeneratedRegex(@"(?<![\w-])D(?<n>\d+)\b")]
    private static partial Regex OwnDecision();

    [GeneratedRegex(@"protocol\.md`?(?:\))?," + Space + @"sections?" + Space + @"(?<n>\d+)" + More + @"(?<n>\d+))*")]
    private static partial Regex ProtocolSection();

    // Sections of other documents have a name or a point: "RFC 9496 section 4.3.1".
    [GeneratedRegex(@"(?<!RFC \d+ |\w, )\bsections? (?<n>\d+)(?!\.?\d)")]
    private static partial Regex OwnSection();

    [GeneratedRegex(@"\b[Ss]tatements?" + Space + @"(?<n>\d+)\b(?!\.\d)" + More + @"(?<n>\d+)\b)*")]
    private static partial Regex Statement();

    [GeneratedRegex(@"\b(?<n>(?:docs|protos)/[\w./-]*\.md)\b")]
    private static partial Regex Document();

    [GeneratedRegex(@"\bdecisions/(?<n>\d{4})\b")]
    private static partial Regex Record();

    [GeneratedRegex(@"\b[Dd]ecisions?[ -](?<n>\d+)\b")]
    private static partial Regex NamelessDecision();
}

/// <summary>A place that cites something.</summary>
/// <param name="Path">The citing file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="What">What is cited.</param>
/// <param name="Resolves">Whether it is there.</param>
internal sealed record Citation(string Path, int Line, string What, bool Resolves)
{
    public override string ToString() => $"{Path}:{Line} cites {What}";
}
