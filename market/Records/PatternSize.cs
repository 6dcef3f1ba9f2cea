using System.Globalization;

namespace Candor.Market.Records;

/// <summary>The size of a regular expression with its counted repetitions written out. It reads just enough of the
/// syntax to tell what a repetition repeats, and never measures less than there is.</summary>
internal sealed class PatternSize
{
    // Beyond any limit; sums and products of two such numbers still fit.
    private const long Large = int.MaxValue;

    private static readonly string[] s_groups = ["(?:", "(?i)", "(?i:", "(?<"];

    private readonly string _pattern;
    private readonly Stack<long> _outer = new();
    private long _sum;
    private long _last;
    private int _at;

    internal PatternSize(string pattern)
    {
        _pattern = pattern;
        while (_at < pattern.Length && Fault is null)
        {
            Read(pattern[_at]);
        }

        // An unclosed group is .NET's to refuse.
        Total = _outer.Aggregate(_sum, static (sum, outer) => Math.Min(sum + outer, Large));
    }

    /// <summary>The size; at most 2^31 - 1.</summary>
    internal long Total { get; }

    /// <summary>What the syntax has that is left out; null: nothing.</summary>
    internal string? Fault { get; private set; }

    private void Read(char c)
    {
        switch (c)
        {
            case '(':
                Open();
                break;
            case ')' when _outer.Count > 0:
                _last = _sum;
                _sum = Math.Min(_outer.Pop() + _sum, Large);
                _at++;
                break;
            case '[':
                SkipClass();
                break;
            case '\\':
                SkipEscape();
                break;
            case '{' when Repetitions(out int length) is { } times:
                _sum = Math.Min(_sum + (_last * (times - 1)), Large);
                _last = Math.Min(_last * times, Large);
                _at += length;
                break;
            default:
                // Quantifiers without a count are counted as atoms and keep what they quantify the last one.
                _sum = Math.Min(_sum + 1, Large);
                _last = c is '*' or '+' or '?' ? _last : 1;
                _at++;
                break;
        }
    }

    private void Open()
    {
        if (_pattern.AsSpan(_at).StartsWith("(?")
            && !s_groups.Any(group => _pattern.AsSpan(_at).StartsWith(group, StringComparison.Ordinal)))
        {
            Fault = "it has a group that begins with '(?' and is not (?: or (?i or (?<name>";
            return;
        }

        _outer.Push(_sum);
        _sum = 1;
        _at++;
    }

    // In a class, a bracket that is not escaped would begin a subtraction, or what .NET takes for a name.
    private void SkipClass()
    {
        int i = _at + 1;
        i += i < _pattern.Length && _pattern[i] == '^' ? 1 : 0;
        i += i < _pattern.Length && _pattern[i] == ']' ? 1 : 0;
        for (; i < _pattern.Length && _pattern[i] != ']'; i++)
        {
            if (_pattern[i] == '[')
            {
                Fault = "it has '[' within a class; expected it as '\\['";
                return;
            }

            i += _pattern[i] == '\\' ? 1 : 0;
        }

        _at = Math.Min(i, _pattern.Length - 1) + 1;
        _sum = Math.Min(_sum + 1, Large);
        _last = 1;
    }

    private void SkipEscape()
    {
        bool isProperty = _pattern.AsSpan(_at).StartsWith("\\p{", StringComparison.Ordinal)
            || _pattern.AsSpan(_at).StartsWith("\\P{", StringComparison.Ordinal);
        int end = isProperty ? _pattern.IndexOf('}', _at) : _at + 1;
        _at = (end < 0 ? _pattern.Length : end) + 1;
        _sum = Math.Min(_sum + 1, Large);
        _last = 1;
    }

    // {n}, {n,} and {n,m}; any other brace is a letter.
    private long? Repetitions(out int length)
    {
        ReadOnlySpan<char> rest = _pattern.AsSpan(_at + 1);
        int end = rest.IndexOf('}');
        length = end + 2;
        if (end <= 0)
        {
            return null;
        }

        ReadOnlySpan<char> counts = rest[..end];
        int comma = counts.IndexOf(',');
        ReadOnlySpan<char> least = comma < 0 ? counts : counts[..comma];
        ReadOnlySpan<char> most = comma < 0 || comma == counts.Length - 1 ? least : counts[(comma + 1)..];
        return Count(least) is { } a && Count(most) is { } b ? Math.Max(Math.Max(a, b), 1) : null;
    }

    private static long? Count(ReadOnlySpan<char> digits) =>
        digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9') ? null
        : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count
        : Large;
}
