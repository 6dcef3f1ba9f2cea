using Candor.Cli.Randomness;

namespace Candor.Cli.Figures;

/// <summary>The random markets of section 6.1, the same for the same seed on every platform.</summary>
/// <param name="seed">Where the sequence starts.</param>
internal sealed class RandomMarkets(ulong seed)
{
    private readonly SplitMix64 _source = new(seed);

    /// <summary>Uniform on [0, 1), with 53 bits.</summary>
    internal double Share() => ((_source.Next(1 << 26) * (double)(1 << 27)) + _source.Next(1 << 27)) / (1L << 53);

    /// <summary>n sizes, each uniform on [0, 1).</summary>
    /// <param name="count">n.</param>
    internal double[] Sizes(int count) => [.. Enumerable.Range(0, count).Select(_ => Share())];

    /// <summary>α, each coefficient uniform on [-1, 1).</summary>
    /// <param name="count">n.</param>
    internal double[,] Externalities(int count)
    {
        var alpha = new double[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                alpha[i, j] = (2 * Share()) - 1;
            }
        }

        return alpha;
    }
}
