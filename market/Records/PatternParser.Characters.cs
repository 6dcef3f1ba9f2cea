using System.Globalization;
using System.Text;

namespace Candor.Market.Records;

/// <content>Characters, their escapes and classes.</content>
internal sealed partial class PatternParser
{
    private const int LargestRune = 0x10FFFF;

    private static readonly (int First, int Last)[] s_digits = [('0', '9')];
    private static readonly (int First, int Last)[] s_word = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
    private static readonly (int First, int Last)[] s_space = [('\t', '\n'), ('\f', '\r'), (' ', ' ')];

    private PatternSet? ReadClass()
    {
        int start = _at++;
        bool isNegated = Take("^");
        var ranges = new List<(int First, int Last)>();
        while (!IsAtEnd && _text[_at] != ']')
        {
            bool isFirst = ranges.Count == 0;
            if (_text[_at] == '-' && !isFirst && _text.AsSpan(_at + 1) is not [']', ..])
            {
                return Fail<PatternSet>("a '-' within a class; expected '\\-'");
            }

            if (!ReadClassItem(ranges))
            {
                return null;
            }
        }

        return !Take("]") ? Fail<PatternSet>("a class that is not closed", start)
            : ranges.Count == 0 ? Fail<PatternSet>("a class without characters", start)
            : new PatternSet(new RuneSet(ranges, isNegated));
    }

    private bool ReadClassItem(List<(int First, int Last)> ranges)
    {
        int start = _at;
        int? first = ReadCharacter("[]\\", out IReadOnlyList<(int First, int Last)> given, out bool isNegated);
        if (first is null)
        {
            return false;
        }

        bool isRange = !IsAtEnd && _text[_at] == '-' && _text.AsSpan(_at + 1) is not ([']', ..] or []);
        if (!isRange)
        {
            ranges.AddRange(isNegated ? Others(given) : given);
            return true;
        }

        _at++;
        int? last = ReadCharacter("[]\\", out _, out _);
        if (first < 0 || last < first)
        {
            Fail("a range that is not valid", start);
        }

        ranges.Add((first.Value, last ?? 0));
        return _fault is null;
    }

    // One character, or a set of them: then what is returned is -1.
    private int? ReadCharacter(
        string special, out IReadOnlyList<(int First, int Last)> ranges, out bool isNegated)
    {
        isNegated = false;
        ranges = [];
        if (IsAtEnd || Rune.DecodeFromUtf16(_text.AsSpan(_at), out Rune rune, out int length)
            != System.Buffers.OperationStatus.Done)
        {
            Fail("no character");
            return null;
        }

        if (rune.Value == '\\')
        {
            return ReadEscape(out ranges, out isNegated);
        }

        if (rune.IsAscii && special.Contains((char)rune.Value, StringComparison.Ordinal))
        {
            Fail($"a '{rune}' out of place; expected '\\{rune}' for the character");
            return null;
        }

        _at += length;
        ranges = [(rune.Value, rune.Value)];
        return rune.Value;
    }

    private int? ReadEscape(out IReadOnlyList<(int First, int Last)> ranges, out bool isNegated)
    {
        int start = _at++;
        char c = IsAtEnd ? '\0' : _text[_at++];
        isNegated = c is 'D' or 'W' or 'S';
        ranges = c switch
        {
            'd' or 'D' => s_digits,
            'w' or 'W' => s_word,
            's' or 'S' => s_space,
            _ => [],
        };
        if (ranges.Count > 0)
        {
            return -1;
        }

        int? value = c switch
        {
            't' => '\t',
            'n' => '\n',
            'v' => '\v',
            'f' => '\f',
            'r' => '\r',
            'x' => ReadHexadecimal(),
            _ => char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c)) ? c : null,
        };
        if (value is { } known && Rune.IsValid(known))
        {
            ranges = [(known, known)];
            return known;
        }

        Fail("an escape that is not known", start);
        return null;
    }

    private int? ReadHexadecimal()
    {
        bool isBraced = Take("{");
        int end = isBraced ? _text.IndexOf('}', _at) : Math.Min(_at + 2, _text.Length);
        if (end < _at || end - _at is 0 or > 6 || (!isBraced && end - _at != 2))
        {
            return null;
        }

        // The platform's parser takes U+0000 after a number. Patterns that have it were signed, and mean what they meant.
        ReadOnlySpan<char> digits = _text.AsSpan(_at, end - _at);
        bool isNumber = int.TryParse(
            digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            && (_version < 3 || !digits.Contains('\0'));
        _at = end + (isBraced ? 1 : 0);
        return isNumber && value <= LargestRune ? value : null;
    }

    private static IEnumerable<(int First, int Last)> Others(IReadOnlyList<(int First, int Last)> rising)
    {
        int next = 0;
        foreach ((int first, int last) in rising)
        {
            if (first > next)
            {
                yield return (next, first - 1);
            }

            next = last + 1;
        }

        yield return (next, LargestRune);
    }
}
