using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Candor.Market.Records;

/// <summary>Reads the language of <see cref="TextPattern"/>. Whatever it does not know it refuses, rather than take it
/// for something else than another reader would.</summary>
internal sealed class PatternParser
{
    private const int MaxRepeat = 1_000;
    private const int LargestRune = 0x10FFFF;
    private const string Special = ".^$*+?()[]{}|\\";

    private static readonly (int First, int Last)[] s_digits = [('0', '9')];
    private static readonly (int First, int Last)[] s_word = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
    private static readonly (int First, int Last)[] s_space = [('\t', '\n'), ('\f', '\r'), (' ', ' ')];

    private readonly string _text;
    private int _at;
    private string? _fault;

    private PatternParser(string text) => _text = text;

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="root">The pattern as a tree.</param>
    /// <param name="fault">Why it is none.</param>
    /// <returns>Whether it is one.</returns>
    internal static bool TryParse(
        string text, [NotNullWhen(true)] out PatternNode? root, [NotNullWhen(false)] out string? fault)
    {
        var parser = new PatternParser(text);
        root = parser.ReadChoice();
        if (root is not null && parser._at < text.Length)
        {
            parser.Refuse("a ')' that closes nothing");
        }

        fault = parser._fault;
        root = fault is null ? root : null;
        return root is not null;
    }

    private bool IsAtEnd => _at >= _text.Length;

    private PatternNode? ReadChoice()
    {
        var parts = new List<PatternNode>();
        do
        {
            if (ReadSequence() is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }
        while (Take("|"));
        return parts.Count == 1 ? parts[0] : new PatternChoice(parts);
    }

    private PatternSequence? ReadSequence()
    {
        var parts = new List<PatternNode>();
        while (!IsAtEnd && _text[_at] is not ('|' or ')'))
        {
            if (ReadPart() is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        return new PatternSequence(parts);
    }

    private PatternNode? ReadPart()
    {
        PatternNode? part = _text[_at] switch
        {
            '(' => ReadGroup(),
            '[' => ReadClass(),
            '.' => Skip(new PatternSet(new RuneSet([('\n', '\n')], isNegated: true))),
            '^' => Skip(new PatternEdge(PatternStepKind.Begin)),
            '$' => Skip(new PatternEdge(PatternStepKind.End)),
            _ => ReadCharacter(Special, out var ranges, out bool isNegated) is not null
                ? new PatternSet(new RuneSet(ranges, isNegated))
                : null,
        };
        return part is null ? null : ReadQuantifier(part);
    }

    private PatternNode? ReadGroup()
    {
        int start = _at++;
        if (Take("?") && !Take(":"))
        {
            return Refuse<PatternNode>("a group that begins with '(?' and is not '(?:'", start);
        }

        PatternNode? inner = ReadChoice();
        return inner is null || Take(")") ? inner : Refuse<PatternNode>("a group that is not closed", start);
    }

    private PatternNode? ReadQuantifier(PatternNode part)
    {
        PatternNode? whole = part;
        if (Take("*"))
        {
            whole = new PatternRepeat(part, 0, null);
        }
        else if (Take("+"))
        {
            whole = new PatternRepeat(part, 1, null);
        }
        else if (Take("?"))
        {
            whole = new PatternRepeat(part, 0, 1);
        }
        else if (!IsAtEnd && _text[_at] == '{')
        {
            whole = ReadCounted(part);
        }
        else
        {
            return part;
        }

        return !IsAtEnd && _text[_at] is '*' or '+' or '?' or '{'
            ? Refuse<PatternNode>("a quantifier after a quantifier")
            : whole;
    }

    private PatternRepeat? ReadCounted(PatternNode part)
    {
        int start = _at++;
        int? least = ReadCount();
        int? most = least;
        if (Take(","))
        {
            most = !IsAtEnd && _text[_at] == '}' ? null : ReadCount() ?? -1;
        }

        return Take("}") && least is { } n && (most is null || most >= n)
            ? new PatternRepeat(part, n, most)
            : Refuse<PatternRepeat>($"a '{{' that is not '{{n}}', '{{n,}}' or '{{n,m}}' up to {MaxRepeat}", start);
    }

    private int? ReadCount()
    {
        int start = _at;
        while (!IsAtEnd && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        return int.TryParse(
            _text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count <= MaxRepeat ? count : null;
    }

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
                return Refuse<PatternSet>("a '-' within a class; expected '\\-'");
            }

            if (!ReadClassItem(ranges))
            {
                return null;
            }
        }

        return !Take("]") ? Refuse<PatternSet>("a class that is not closed", start)
            : ranges.Count == 0 ? Refuse<PatternSet>("a class without characters", start)
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
            Refuse("a range that is none", start);
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
            Refuse("no character");
            return null;
        }

        if (rune.Value == '\\')
        {
            return ReadEscape(out ranges, out isNegated);
        }

        if (rune.IsAscii && special.Contains((char)rune.Value, StringComparison.Ordinal))
        {
            Refuse($"a '{rune}' out of place; expected '\\{rune}' for the character");
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

        Refuse("an escape that is none", start);
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

        bool isNumber = int.TryParse(
            _text.AsSpan(_at, end - _at), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value);
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

    private bool Take(string text)
    {
        bool isThere = _text.AsSpan(_at).StartsWith(text, StringComparison.Ordinal);
        _at += isThere ? text.Length : 0;
        return isThere;
    }

    private PatternNode Skip(PatternNode part)
    {
        _at++;
        return part;
    }

    private void Refuse(string what, int? at = null) => _fault ??= $"there is {what}, at offset {at ?? _at}";

    private T? Refuse<T>(string what, int? at = null)
        where T : class
    {
        Refuse(what, at);
        return null;
    }
}
