namespace Candor.Market.Records;

/// <summary>What a step of a compiled pattern does.</summary>
internal enum PatternStepKind
{
    /// <summary>The pattern has matched.</summary>
    Match,

    /// <summary>Takes one character of a set.</summary>
    Take,

    /// <summary>Goes two ways at once.</summary>
    Split,

    /// <summary>Goes on at the text's beginning only.</summary>
    Begin,

    /// <summary>Goes on at the text's end only.</summary>
    End,
}

/// <summary>A step of a compiled pattern.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Next">The step after it.</param>
/// <param name="Other">The other step after a split.</param>
/// <param name="Set">What it takes.</param>
internal readonly record struct PatternStep(PatternStepKind Kind, int Next, int Other = 0, RuneSet? Set = null)
{
    /// <summary>The end of every pattern.</summary>
    internal static PatternStep Match => new(PatternStepKind.Match, 0);
}

/// <summary>A set of Unicode scalar values.</summary>
/// <param name="ranges">First and last values, both inclusive.</param>
/// <param name="isNegated">Whether the set is all others.</param>
internal sealed class RuneSet(IReadOnlyList<(int First, int Last)> ranges, bool isNegated)
{
    private readonly (int First, int Last)[] _ranges = [.. ranges];

    internal bool Contains(int value)
    {
        foreach ((int first, int last) in _ranges)
        {
            if (value >= first && value <= last)
            {
                return !isNegated;
            }
        }

        return isNegated;
    }
}
