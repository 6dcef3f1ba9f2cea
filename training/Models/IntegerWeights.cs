using Candor.Training.Features;

namespace Candor.Training.Models;

/// <summary>Heads as integers times 2^-e, so small that the score of any φ is exact in a double, in whatever order its
/// terms are added: a model then says the same in every runtime.</summary>
internal sealed class IntegerWeights
{
    /// <summary>The largest e.</summary>
    internal const int MostBits = 40;

    // A double holds every integer up to 2^53, and no entry of φ is beyond 2^15.
    private const long LargestSum = (1L << 53) / FeatureMap.One;

    internal IntegerWeights(long[][] heads, int exponent)
    {
        Heads = heads;
        Exponent = exponent;
    }

    /// <summary>One head of p integers for each output.</summary>
    internal long[][] Heads { get; }

    /// <summary>e: a weight is its integer times 2^-e.</summary>
    internal int Exponent { get; }

    /// <summary>Rounds heads, with as many bits as keep scores exact.</summary>
    /// <param name="heads">One head of p weights for each output.</param>
    /// <returns>The integers; null where the weights are so large that less than one bit is left of 1.</returns>
    internal static IntegerWeights? TryRound(double[][] heads)
    {
        for (int exponent = MostBits; exponent >= 0; exponent--)
        {
            double scale = Math.ScaleB(1, exponent);
            long[][] rounded = [.. heads.Select(head => Array.ConvertAll(head, weight => Rounded(weight, scale)))];
            if (Array.TrueForAll(rounded, IsExact))
            {
                return new IntegerWeights(rounded, exponent);
            }
        }

        return null;
    }

    /// <summary>Whether every score of these integers is exact in a double.</summary>
    internal static bool IsExact(long[] head)
    {
        long magnitude = 0;
        foreach (long weight in head)
        {
            if (weight > LargestSum || weight < -LargestSum)
            {
                return false;
            }

            magnitude += Math.Abs(weight);
            if (magnitude > LargestSum)
            {
                return false;
            }
        }

        return true;
    }

    // A weight beyond every integer becomes the largest one, which is refused.
    private static long Rounded(double weight, double scale) =>
        (long)Math.Clamp(Math.Round(weight * scale, MidpointRounding.ToEven), -LargestSum - 1.0, LargestSum + 1.0);
}
