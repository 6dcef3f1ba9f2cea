namespace Candor.Mechanism.Desirable;

/// <summary>One of several parts of a check of existence or of properties, so that machines can share it.</summary>
public sealed record ExistenceShard
{
    /// <summary>The most parts a check may be cut into.</summary>
    public const int MostShards = 10_000;

    /// <summary>Names a part.</summary>
    /// <param name="index">Which part, from 1, as job arrays count.</param>
    /// <param name="count">How many parts there are, from 1 to <see cref="MostShards"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ExistenceShard(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostShards);
        ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, count);
        Index = index;
        Count = count;
    }

    /// <summary>The whole check.</summary>
    public static ExistenceShard Whole { get; } = new(1, 1);

    /// <summary>Which part, from 1.</summary>
    public int Index { get; }

    /// <summary>How many parts there are.</summary>
    public int Count { get; }

    /// <summary>Requires each part of one check once.</summary>
    /// <param name="shards">The parts.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <exception cref="ArgumentException">A part is missing, repeated, or of another number of parts.</exception>
    internal static void RequireAll(IReadOnlyList<ExistenceShard> shards, string parameter)
    {
        string[] expected = [.. Enumerable.Range(1, shards.Count).Select(index => $"{index}/{shards.Count}")];
        string[] found = [.. shards.OrderBy(static shard => shard.Index).Select(static shard => $"{shard}")];
        if (shards.Count == 0 || !expected.SequenceEqual(found))
        {
            throw new ArgumentException(
                $"Found the parts {string.Join(", ", found)}; expected each part of one check once.", parameter);
        }
    }

    /// <summary>"2/8".</summary>
    public override string ToString() => $"{Index}/{Count}";
}
