namespace Candor.Mechanism.Valuations;

/// <summary>The qualities at which a table has values, the first 0, and where a quality lies between them.</summary>
internal sealed class QualityLevels(double[] levels)
{
    /// <summary>How many levels there are.</summary>
    internal int Count => levels.Length;

    /// <summary>A level's quality.</summary>
    internal double this[int index] => levels[index];

    /// <summary>Where a quality is: at a level, whose values then come out to the last bit, or between it and the
    /// next.</summary>
    /// <param name="quality">The quality; below the first level and above the last the table is flat.</param>
    internal LevelPlace Find(double quality)
    {
        int at = Array.BinarySearch(levels, quality);
        if (at < 0)
        {
            at = ~at - 1;
        }

        if (at < 0 || at == levels.Length - 1 || levels[at] == quality)
        {
            return new LevelPlace(Math.Max(0, at), 0);
        }

        return new LevelPlace(at, (quality - levels[at]) / (levels[at + 1] - levels[at]));
    }

    /// <summary>The levels strictly between two qualities, in rising order.</summary>
    internal ReadOnlySpan<double> Between(double low, double high)
    {
        int first = Array.FindIndex(levels, level => level > low);
        int end = Array.FindIndex(levels, level => level >= high);
        end = end < 0 ? levels.Length : end;
        return first < 0 || first >= end ? [] : levels.AsSpan(first..end);
    }
}

/// <summary>Where a quality lies among levels.</summary>
/// <param name="Level">The level at or below it.</param>
/// <param name="Part">How much of the way to the next level it has gone, from 0 and below 1.</param>
internal readonly record struct LevelPlace(int Level, double Part);
