using System.Security.Cryptography;
using Candor.Training.Features;
using Candor.Training.Sums;

namespace Candor.Simulation.Training.Cheaters;

/// <summary>Contributes other statistics than those of its records. Their count is the reported one, since statement 7 shows
/// it.</summary>
/// <param name="makes">Makes them.</param>
internal sealed class FalseStatistics(Func<TrainingMember, SufficientStatistics> makes) : TrainingConduct
{
    /// <summary>Nothing but the count.</summary>
    internal static FalseStatistics Zeros { get; } = new(static member => Changed(member, static (_, _) => 0));

    /// <summary>Those of half of its records, reported as all.</summary>
    internal static FalseStatistics Half { get; } = new(static member => Changed(member, static (x, _) => x / 2));

    // What 1.2 times moves is within the tolerance of a hundred records too often for a market that is one try:
    // benchmarks/RESULTS.md, "Nearness", has how often it is refused.

    /// <summary>Everything twice.</summary>
    internal static FalseStatistics Scaled { get; } = new(static member => Changed(member, static (x, _) => 2 * x));

    /// <summary>Each record with the other class.</summary>
    internal static FalseStatistics Rotated { get; } = new(static member => member.Sum(
        static (_, target) => FeatureValue.Category(1 - target.AsCategory)));

    /// <summary>Each record with a class by chance.</summary>
    internal static FalseStatistics Random { get; } = new(static member => member.Sum(
        static (row, _) => FeatureValue.Category(SHA256.HashData(BitConverter.GetBytes(row))[0] % 2)));

    /// <inheritdoc/>
    internal override SufficientStatistics Sum(TrainingMember member) => makes(member);

    private static SufficientStatistics Changed(TrainingMember member, Func<long, int, long> change)
    {
        SufficientStatistics honest = member.Sum();
        long[] coordinates = honest.Coordinates.ToArray();
        long bound = coordinates[0];
        for (int i = 1; i < coordinates.Length; i++)
        {
            coordinates[i] = Math.Clamp(change(coordinates[i], i), -bound, bound);
        }

        return SufficientStatistics.FromCoordinates(honest.Task, coordinates);
    }
}
