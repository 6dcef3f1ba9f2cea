using Org.BouncyCastle.Crypto.Digests;

namespace Candor.Training.Features;

/// <summary>A random feature: h = clamp((s·w·z >> 8) + b, 0, 2^15), where w has entries -1, 0 and 1. Integers throughout,
/// so that it has one value on every machine.</summary>
internal sealed class Ramp
{
    private const int BiasBytes = 2;
    private const int WeightsInByte = 4;

    // A sum of n independent entries of one size has √n times that size: the scale, in units of 1/256, undoes it.
    private const double ScaleOfOne = 256;

    private static readonly sbyte[] s_weights = [0, 0, 1, -1];
    private readonly sbyte[] _weights;

    private Ramp(sbyte[] weights, int bias)
    {
        _weights = weights;
        Bias = bias;
        int inUse = weights.Count(weight => weight != 0);
        Scale = (int)Math.Round(ScaleOfOne / Math.Sqrt(Math.Max(1, inUse)), MidpointRounding.ToEven);
    }

    /// <summary>b, in [-2^14, 2^14).</summary>
    internal int Bias { get; }

    /// <summary>s, in units of 1/256.</summary>
    internal int Scale { get; }

    /// <summary>w, one entry for each encoded column.</summary>
    internal ReadOnlySpan<sbyte> Weights => _weights;

    /// <summary>Draws ramps. More ramps of the same seed begin with the same ones.</summary>
    /// <param name="seed">Where the draws come from, 32 bytes.</param>
    /// <param name="columns">The number of encoded columns.</param>
    /// <param name="count">How many.</param>
    /// <returns>The ramps.</returns>
    internal static Ramp[] Draw(ReadOnlySpan<byte> seed, int columns, int count)
    {
        var shake = new ShakeDigest(256);
        shake.BlockUpdate("candor/ramps/1"u8);
        shake.BlockUpdate(seed);
        var drawn = new Ramp[count];
        byte[] bytes = new byte[BiasBytes + ((columns + WeightsInByte - 1) / WeightsInByte)];
        for (int ramp = 0; ramp < count; ramp++)
        {
            shake.Output(bytes);
            int bias = ((bytes[0] | (bytes[1] << 8)) & (FeatureMap.One - 1)) - (FeatureMap.One / 2);
            var weights = new sbyte[columns];
            for (int column = 0; column < columns; column++)
            {
                int pair = bytes[BiasBytes + (column / WeightsInByte)] >> (2 * (column % WeightsInByte));
                weights[column] = s_weights[pair & 3];
            }

            drawn[ramp] = new Ramp(weights, bias);
        }

        return drawn;
    }

    /// <summary>Its value.</summary>
    /// <param name="z">The scaled columns.</param>
    /// <returns>h, in [0, 2^15].</returns>
    internal int At(ReadOnlySpan<int> z)
    {
        long sum = 0;
        for (int column = 0; column < _weights.Length; column++)
        {
            sum += _weights[column] * z[column];
        }

        return (int)Math.Clamp(((sum * Scale) >> 8) + Bias, 0, FeatureMap.One);
    }
}
