using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Candor.Market.Records;

/// <summary>Reads the language of <see cref="TextPattern"/>. Whatever it does not know it rejects, rather than take it
/// for something else than another reader would.</summary>
internal sealed partial class PatternParser
{
    private const int MaxRepeat = 1_000;
    private const string Special = ".^$*+?()[]{}|\\";

    private readonly string _text;
    private readonly int _version;
    private int _at;
    private string? _fault;

    private PatternParser(string text, int version)
    {
        _text = text;
        _version = version;
    }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="version">The version of the market definition that has it.</param>
    /// <param name="root">The pattern as a tree.</param>
    /// <param name="fault">Why it is not a pattern.</param>
    /// <returns>Whether it is one.</returns>
    internal static bool TryParse(
        string text,
        int version,
        [NotNullWhen(true)] out PatternNode? root,
        [NotNullWhen(false)] out string? fault)
    {
        var parser = new PatternParser(text, version);
        root = parser.ReadChoice();
        if (root is not null && parser._at < text.Length)
        {
            parser.Fail("a ')' that closes nothing");
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
            return Fail<PatternNode>("a group that begins with '(?' and is not '(?:'", start);
        }

        PatternNode? inner = ReadChoice();
        return inner is null || Take(")") ? inner : Fail<PatternNode>("a group that is not closed", start);
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
            ? Fail<PatternNode>("a quantifier after a quantifier")
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
            : Fail<PatternRepeat>($"a '{{' that is not '{{n}}', '{{n,}}' or '{{n,m}}' up to {MaxRepeat}", start);
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

    private void Fail(string what, int? at = null) => _fault ??= $"there is {what}, at offset {at ?? _at}";

    private T? Fail<T>(string what, int? at = null)
        where T : class
    {
        Fail(what, at);
        return null;
    }
}
