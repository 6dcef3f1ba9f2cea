using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Candor.Market.Records;

/// <summary>
/// A pattern of a text column: a regular expression that a text must match from end to end. Pattern and text both come
/// from strangers, so it is matched in a time proportional to text and pattern, and its language is small enough to
/// mean the same everywhere. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// The language is part of RE2's, over Unicode scalar values:
/// <list type="bullet">
/// <item><description><c>ab</c>, <c>a|b</c>, <c>(a)</c>, <c>(?:a)</c>; <c>.</c> for all but U+000A; <c>^</c> and
/// <c>$</c> for the text's ends, which are understood;</description></item>
/// <item><description><c>a*</c>, <c>a+</c>, <c>a?</c>, <c>a{n}</c>, <c>a{n,}</c>, <c>a{n,m}</c> with numbers of at most
/// 1,000, one after each part;</description></item>
/// <item><description><c>[a-z_]</c>, <c>[^a-z]</c>: in a class, <c>[</c>, <c>]</c> and <c>\</c> are escaped, and
/// <c>-</c> unless it is first or last;</description></item>
/// <item><description><c>\d</c> for <c>[0-9]</c>, <c>\w</c> for <c>[0-9A-Za-z_]</c>, <c>\s</c> for
/// <c>[\t\n\f\r ]</c>, <c>\D</c>, <c>\W</c> and <c>\S</c> for the others, in classes too;</description></item>
/// <item><description><c>\t</c>, <c>\n</c>, <c>\v</c>, <c>\f</c>, <c>\r</c>, <c>\x7F</c>, <c>\x{10FFFF}</c>, and any
/// punctuation of ASCII after <c>\</c> for itself. Outside of classes <c>.^$*+?()[]{}|\</c> stand for themselves only
/// so.</description></item>
/// </list>
/// </remarks>
public sealed class TextPattern
{
    /// <summary>The longest pattern, in UTF-16 code units.</summary>
    public const int MaxLength = 1_000;

    /// <summary>The largest pattern with its counted repetitions written out: a character or class counts as one, and
    /// each repetition of a part as the part and one more, so <c>(ab){3}</c> as nine.</summary>
    public const int MaxSize = 1_000;

    private readonly PatternStep[] _steps;
    private readonly int _start;

    private TextPattern(string text, PatternStep[] steps, int start)
    {
        Text = text;
        _steps = steps;
        _start = start;
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern as version 3 of market definitions has it. In earlier ones U+0000 may follow the digits of
    /// <c>\x</c>, in whose place it then stands, and says nothing.</summary>
    /// <param name="text">The pattern, untrusted.</param>
    /// <param name="pattern">The pattern, where it is one.</param>
    /// <param name="fault">Why it is not a pattern, with the offset in UTF-16 code units.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out TextPattern? pattern, [NotNullWhen(false)] out string? fault) =>
        TryParse(text, version: 3, out pattern, out fault);

    /// <summary>The same in a version of market definitions.</summary>
    internal static bool TryParse(
        string text,
        int version,
        [NotNullWhen(true)] out TextPattern? pattern,
        [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        pattern = null;
        if (text.Length > MaxLength)
        {
            fault = $"it has {text.Length} UTF-16 code units; expected at most {MaxLength}";
            return false;
        }

        if (!PatternParser.TryParse(text, version, out PatternNode? root, out fault))
        {
            return false;
        }

        if (root.Size > MaxSize)
        {
            fault = $"with its repetitions written out it is larger than {MaxSize}";
            return false;
        }

        var steps = new List<PatternStep> { PatternStep.Match };
        int start = root.Compile(steps, next: 0);
        pattern = new TextPattern(text, [.. steps], start);
        return true;
    }

    /// <summary>Whether a text matches from end to end.</summary>
    /// <param name="utf8">The text in UTF-8; what is not UTF-8 counts as U+FFFD.</param>
    /// <returns>Whether it does. The time is at most proportional to the text's length times the pattern's
    /// size.</returns>
    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(4 * _steps.Length);
        try
        {
            return IsMatch(utf8, rented.AsSpan(0, 4 * _steps.Length));
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    /// <summary>The pattern.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;

    // Thompson's simulation: all steps that the text so far can lead to, each once, however many ways lead there.
    private bool IsMatch(ReadOnlySpan<byte> utf8, Span<int> memory)
    {
        int n = _steps.Length;
        Span<int> now = memory[..n];
        Span<int> next = memory[n..(2 * n)];
        Span<int> seen = memory[(2 * n)..(3 * n)];
        Span<int> stack = memory[(3 * n)..];
        seen.Clear();
        int round = 1;
        int count = 0;
        Follow(_start, now, ref count, seen, stack, round, isFirst: true, isLast: utf8.IsEmpty);
        bool isMatch = seen[0] == round;
        while (!utf8.IsEmpty && count > 0)
        {
            Rune.DecodeFromUtf8(utf8, out Rune rune, out int length);
            utf8 = utf8[length..];
            round++;
            int nextCount = 0;
            foreach (int at in now[..count])
            {
                if (_steps[at].Set!.Contains(rune.Value))
                {
                    Follow(_steps[at].Next, next, ref nextCount, seen, stack, round, false, utf8.IsEmpty);
                }
            }

            Span<int> swap = now;
            now = next;
            next = swap;
            count = nextCount;
            isMatch = seen[0] == round;
        }

        return utf8.IsEmpty && isMatch;
    }

    // Adds the steps that take a character and can be reached without one. Each step enters the stack once a round, so
    // that the stack needs no more room than there are steps.
    private void Follow(
        int from, Span<int> list, ref int count, Span<int> seen, Span<int> stack, int round, bool isFirst, bool isLast)
    {
        int depth = 0;
        Push(from, seen, stack, ref depth, round);
        while (depth > 0)
        {
            int at = stack[--depth];
            PatternStep step = _steps[at];
            switch (step.Kind)
            {
                case PatternStepKind.Take:
                    list[count++] = at;
                    break;
                case PatternStepKind.Split:
                    Push(step.Other, seen, stack, ref depth, round);
                    Push(step.Next, seen, stack, ref depth, round);
                    break;
                case PatternStepKind.Begin when isFirst:
                case PatternStepKind.End when isLast:
                    Push(step.Next, seen, stack, ref depth, round);
                    break;
            }
        }
    }

    private static void Push(int at, Span<int> seen, Span<int> stack, ref int depth, int round)
    {
        if (seen[at] != round)
        {
            seen[at] = round;
            stack[depth++] = at;
        }
    }
}
