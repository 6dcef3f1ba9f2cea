namespace Candor.Cli.Randomness;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the framework's generator may change its sequence with a version, and
/// the demo's files must not.</summary>
/// <param name="seed">Where the sequence starts.</param>
internal sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 up to and without a bound. The bias of the remainder is below 2^-50 for the bounds used
    /// here.</summary>
    /// <param name="bound">At least 1.</param>
    internal int Next(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>Puts a list in random order (Fisher and Yates).</summary>
    /// <param name="items">The list.</param>
    internal void Shuffle<T>(IList<T> items)
    {
        for (int i = items.Count - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
