using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Candor.Market.Records;

/// <summary>
/// Patterns of text columns: .NET's regular expressions, culture-invariant, matched without backtracking in a time at
/// most proportional to text and pattern, since both come from strangers. Left out are look-around, back-references,
/// conditions, atomic groups, class subtraction, and options other than <c>(?i)</c>.
/// </summary>
public static class TextPattern
{
    /// <summary>The longest pattern, in UTF-16 code units.</summary>
    public const int MaxLength = 1_000;

    /// <summary>The largest pattern with its counted repetitions written out: <c>(ab){3}</c> counts as six.</summary>
    public const int MaxSize = 1_000;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>Compiles a pattern that is to match from end to end.</summary>
    /// <param name="pattern">The pattern, untrusted.</param>
    /// <param name="regex">The pattern, compiled.</param>
    /// <param name="fault">Why it is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryCompile(
        string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        regex = null;
        fault = FaultOfForm(pattern);
        if (fault is not null)
        {
            return false;
        }

        try
        {
            // By itself first: 'a)|(b' would otherwise close the group that is put around it, and match half a text.
            _ = new Regex(pattern, Options);
            regex = new Regex($@"\A(?:{pattern})\z", Options);
            return true;
        }
        catch (RegexParseException e)
        {
            fault = $"{e.Error} at offset {e.Offset}";
            return false;
        }
        catch (NotSupportedException)
        {
            fault = "it has a look-around, a back-reference, a condition or an atomic group";
            return false;
        }
    }

    // The size is measured before .NET sees the pattern: nested repetitions such as ((a{999}){999}){999} cost memory
    // and time from the first match on. A misread pattern must not measure smaller than it is, hence what is left out.
    private static string? FaultOfForm(string pattern)
    {
        if (pattern.Length > MaxLength)
        {
            return $"it has {pattern.Length} characters; expected at most {MaxLength}";
        }

        var size = new PatternSize(pattern);
        if (size.Fault is not null)
        {
            return size.Fault;
        }

        return size.Total > MaxSize
            ? $"its repetitions written out, it is longer than {MaxSize}; expected fewer"
            : null;
    }
}
