using System.Text;
using System.Text.RegularExpressions;

namespace Candor.Client.Datasets;

/// <summary>Says what to do about a file of which rows are broken in a way that exports of spreadsheets and databases have
/// in common. Each hint is one sentence without a full stop, and holds nothing of the file but names of the format's own
/// columns.</summary>
internal static partial class FileHints
{
    /// <summary>What to do about a file that is not UTF-8.</summary>
    internal const string NotUtf8 = "looks like Windows-1252 or ISO 8859-1: save it as UTF-8, such as with 'iconv -f "
        + "WINDOWS-1252 -t UTF-8'";

    private const int MostColumnsNamed = 3;

    private const string NoValue = "there is no value; expected one";

    private static readonly char[] s_separators = [',', ';', '\t', '|'];

    /// <summary>What to do about a file that was read.</summary>
    /// <param name="seen">What was seen of its broken rows.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="separator">What was read as the separator of CSV; null where it is JSON lines.</param>
    /// <returns>The hints; empty for none.</returns>
    internal static IReadOnlyList<string> Of(FaultTally seen, long rows, char? separator)
    {
        List<string?> hints =
        [
            separator is { } used && seen.FirstSingle is { } single ? OfSingleCell(single, used) : null,
            OfNumbers(seen),
            separator is { } between && seen.FirstWide is { } wide ? OfWideRow(wide, between) : null,
            seen.FirstNotUtf8 is { } line ? $"the file is not UTF-8 (first in line {line}); it {NotUtf8}" : null,
            separator is null ? OfMissingMembers(seen, rows) : null,
        ];
        return [.. hints.OfType<string>()];
    }

    /// <summary>What to do about a header that lacks columns of the format.</summary>
    /// <param name="header">The header's cells.</param>
    /// <param name="missing">The columns that it lacks.</param>
    /// <param name="separator">What was read as the separator.</param>
    /// <returns>The hints; empty for none.</returns>
    internal static IReadOnlyList<string> OfHeader(
        IReadOnlyList<string> header, IReadOnlyList<string> missing, char separator)
    {
        string all = string.Concat(header);
        if (all.Contains('\0'))
        {
            return ["the file looks like UTF-16 without a byte-order mark: save it as UTF-8"];
        }

        var hints = new List<string>();
        if (header.Count == 1 && SeparatorIn(all, separator) is { } found)
        {
            hints.Add($"the header is one cell with {Name(found)} in it: {Pass(found)}");
        }

        if (all.Contains('\uFFFD'))
        {
            hints.Add($"the header is not UTF-8; the file {NotUtf8}");
        }

        var spelled = header.Select(Folded).ToHashSet(StringComparer.Ordinal);
        if (missing.Where(column => spelled.Contains(Folded(column))).ToList() is { Count: > 0 } near)
        {
            hints.Add(
                $"the header has {Quoted(near)} in another spelling (letter case, spaces or characters that do not show): "
                + "rename it, for names are compared letter by letter");
        }

        return hints;
    }

    /// <summary>How a text spells a number.</summary>
    /// <param name="text">The text, without white space around it.</param>
    /// <returns>The spelling; null where it is no number, or one as record formats take it.</returns>
    internal static NumberSpelling? SpellingOf(string text) =>
        EitherKind().IsMatch(text) ? NumberSpelling.CommaOfEitherKind
        : DecimalComma().IsMatch(text) ? NumberSpelling.DecimalComma
        : Thousands().IsMatch(text) ? NumberSpelling.Thousands
        : null;

    /// <summary>Hints as the end of a message.</summary>
    /// <param name="hints">The hints.</param>
    /// <returns>Such as <c> Hint: pass --separator ';'.</c>; empty for none.</returns>
    internal static string Sentence(IReadOnlyList<string> hints) =>
        hints.Count == 0 ? string.Empty : $" Hint: {string.Join("; ", hints)}.";

    // A comma before three digits is what the others of the file are.
    private static string? OfNumbers(FaultTally seen)
    {
        IReadOnlyDictionary<NumberSpelling, FaultTally.NumbersSeen> numbers = seen.Numbers;
        if (numbers.TryGetValue(NumberSpelling.DecimalComma, out FaultTally.NumbersSeen? commas))
        {
            return $"{Named(commas.Columns)} decimal commas (first in line {commas.FirstLine}): write decimal points, 1.5 "
                + "and not 1,5";
        }

        if (numbers.TryGetValue(NumberSpelling.Thousands, out FaultTally.NumbersSeen? thousands))
        {
            return $"{Named(thousands.Columns)} separators between thousands (first in line {thousands.FirstLine}): write "
                + "numbers without them, 1234567.5 and not 1,234,567.5";
        }

        return numbers.TryGetValue(NumberSpelling.CommaOfEitherKind, out FaultTally.NumbersSeen? either)
            ? $"{Named(either.Columns)} commas in numbers (first in line {either.FirstLine}): write decimal points, and no "
                + "separators between thousands"
            : null;
    }

    private static string? OfSingleCell(FaultTally.OddRow row, char separator) =>
        SeparatorIn(row.Raw, separator) is { } found
            ? $"line {row.Line} is one cell with {Name(found)} in it: {Pass(found)}"
            : null;

    private static string OfWideRow(FaultTally.OddRow row, char separator)
    {
        string cells = $"line {row.Line} has {row.Cells} cells where {row.Expected} were expected";
        return separator == ',' && CommaBetweenDigits().IsMatch(row.Raw)
            ? $"{cells}, as commas inside cells make them: write decimal points, 1.5 and not 1,5, and put quotes around texts "
                + "that hold a comma"
            : $"{cells}: put quotes around cells that hold {Name(separator)}, or write the file with another separator "
                + "and pass it with --separator";
    }

    private static string? OfMissingMembers(FaultTally seen, long rows)
    {
        List<string> never =
        [
            .. seen.Counts.Where(count => count.Fault == NoValue && count.Rows == rows).Select(static count => count.Column!),
        ];
        return never.Count == 0
            ? null
            : $"no line has a value for {Quoted(never)}: look at the members' names, which are compared letter by letter";
    }

    // The most frequent, for a text may hold another.
    private static char? SeparatorIn(string text, char used)
    {
        (char separator, int count) = s_separators
            .Where(separator => separator != used)
            .Select(separator => (separator, text.Count(c => c == separator)))
            .MaxBy(static pair => pair.Item2);
        return count > 0 ? separator : null;
    }

    private static string Name(char separator) => separator == '\t' ? "tabs" : $"'{separator}'";

    private static string Pass(char separator) =>
        $"pass --separator {(separator == '\t' ? "tab" : $"'{separator}'")} (DatasetFileOptions.Separator)";

    private static string Named(HashSet<string> columns) =>
        $"{(columns.Count == 1 ? "column" : "columns")} {Quoted(columns)} {(columns.Count == 1 ? "has" : "have")}";

    private static string Quoted(IReadOnlyCollection<string> columns)
    {
        string named = string.Join(", ", columns.Take(MostColumnsNamed).Select(static column => $"'{column}'"));
        int more = columns.Count - MostColumnsNamed;
        return more > 0 ? $"{named} and {more} more" : named;
    }

    // A name without what an eye does not tell apart: letter case, white space, and characters that do not show.
    private static string Folded(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (char c in name)
        {
            if (!char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) is not (System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.Control))
            {
                folded.Append(char.ToUpperInvariant(c));
            }
        }

        return folded.ToString();
    }

    // Not "0,123", which no separator of thousands makes.
    [GeneratedRegex("^[+-]?[1-9][0-9]{0,2},[0-9]{3}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex EitherKind();

    [GeneratedRegex("^[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalComma();

    // Groups of three by commas or points, twice or before a decimal sign of the other kind; or by what is neither.
    [GeneratedRegex(
        "^[+-]?(?:[0-9]{1,3}(?:(?:,[0-9]{3}){2,}(?:\\.[0-9]+)?|(?:,[0-9]{3})+\\.[0-9]+|(?:\\.[0-9]{3}){2,}(?:,[0-9]+)?"
        + "|(?:\\.[0-9]{3})+,[0-9]+|(?:([ '\u2019\u00A0\u2009\u202F_])[0-9]{3})(?:\\1[0-9]{3})*(?:[.,][0-9]+)?))\\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    [GeneratedRegex("[0-9],[0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex CommaBetweenDigits();
}
