using System.Text;
using System.Text.Unicode;

namespace Candor.Client.Datasets;

/// <summary>What is seen of a file's broken rows while it is read: how many break in which way, and what <see
/// cref="FileHints"/> judges by. Its size does not grow with the file.</summary>
internal sealed class FaultTally
{
    /// <summary>Faults beyond so many kinds, such as in a file that is no table, are counted as one.</summary>
    internal const int MostKinds = 1_000;

    private const string OtherKinds = "other faults";

    // Longer cells are not numbers in another spelling.
    private const int LongestSpelling = 60;

    // What follows a value in the words for its fault. The last of them is taken, for a value may hold such words itself.
    private static readonly string[] s_afterValue = ["' is ", "' has ", "' does "];

    private readonly Dictionary<(string? Column, string Kind), (long Rows, long FirstLine)> _counts = [];
    private readonly Dictionary<NumberSpelling, NumbersSeen> _numbers = [];

    /// <summary>How many rows break in which way: the most frequent first, then by line.</summary>
    internal IReadOnlyList<FaultCount> Counts =>
    [
        .. _counts
            .Select(static pair => new FaultCount(pair.Key.Column, pair.Key.Kind, pair.Value.Rows, pair.Value.FirstLine))
            .OrderByDescending(static count => count.Rows)
            .ThenBy(static count => count.FirstLine),
    ];

    /// <summary>Numbers that are spelled as a format does not take them.</summary>
    internal IReadOnlyDictionary<NumberSpelling, NumbersSeen> Numbers => _numbers;

    /// <summary>The first row of more cells than were expected; null for none.</summary>
    internal OddRow? FirstWide { get; private set; }

    /// <summary>The first row of one cell where several were expected; null for none.</summary>
    internal OddRow? FirstSingle { get; private set; }

    /// <summary>The first line with a cell that is not UTF-8; null for none.</summary>
    internal long? FirstNotUtf8 { get; private set; }

    /// <summary>Takes a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="value">The cell's bytes; empty for a fault of a row.</param>
    /// <param name="isNumeric">Whether its column has numbers.</param>
    internal void Add(RowFault fault, ReadOnlySpan<byte> value, bool isNumeric)
    {
        (string?, string) key = (fault.Column, KindOf(fault.Reason));
        if (!_counts.ContainsKey(key) && _counts.Count >= MostKinds)
        {
            key = (null, OtherKinds);
        }

        (long rows, long first) = _counts.GetValueOrDefault(key, (0, fault.Line));
        _counts[key] = (rows + 1, first);
        if (!Utf8.IsValid(value))
        {
            FirstNotUtf8 ??= fault.Line;
        }
        else if (isNumeric && fault.Column is { } column && value.Length is > 0 and <= LongestSpelling
            && FileHints.SpellingOf(Encoding.UTF8.GetString(value).Trim()) is { } spelling)
        {
            if (!_numbers.TryGetValue(spelling, out NumbersSeen? seen))
            {
                _numbers.Add(spelling, seen = new NumbersSeen(fault.Line));
            }

            seen.Columns.Add(column);
        }
    }

    /// <summary>Takes a row with another number of cells than was expected.</summary>
    /// <param name="row">The row.</param>
    internal void Add(OddRow row)
    {
        if (row.Cells > row.Expected)
        {
            FirstWide ??= row;
        }
        else if (row.Cells == 1)
        {
            FirstSingle ??= row;
        }
    }

    // The fault without the value, and without the place in the line: what many rows share.
    private static string KindOf(string reason)
    {
        int place = reason.LastIndexOf(" (from byte ", StringComparison.Ordinal);
        string words = place > 0 ? reason[..place] : reason;
        if (!words.StartsWith('\''))
        {
            return words;
        }

        int end = s_afterValue.Max(after => words.LastIndexOf(after, StringComparison.Ordinal));
        return end > 0 ? words[(end + 2)..] : "breaks the rules of its column";
    }

    /// <summary>A row with another number of cells than was expected.</summary>
    /// <param name="Line">Where it begins.</param>
    /// <param name="Cells">How many it has.</param>
    /// <param name="Expected">How many were expected.</param>
    /// <param name="Raw">Its beginning, as it stands in the file.</param>
    internal sealed record OddRow(long Line, int Cells, int Expected, string Raw)
    {
        private const int LongestRaw = 2_000;

        internal static OddRow Of(long line, int cells, int expected, ReadOnlySpan<byte> raw) =>
            new(line, cells, expected, Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, LongestRaw)]));
    }

    /// <summary>Numbers of one spelling.</summary>
    /// <param name="FirstLine">The first line that has one.</param>
    internal sealed record NumbersSeen(long FirstLine)
    {
        /// <summary>The columns that have them.</summary>
        internal HashSet<string> Columns { get; } = new(StringComparer.Ordinal);
    }
}
