using Candor.Commitments.Contributions;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Tests.Contributions;

/// <summary>Small statistics: coordinates of either sign, the first of them a number of records times 2^30.</summary>
internal static class StatisticsSamples
{
    internal const uint Records = 41;

    internal static readonly StatisticsShape Shape = new(6, 4);

    internal static StatementContext Context(string participant = "north") => new(
        "markets/hospitals", new byte[32], participant, new byte[] { 1, 2, 3, (byte)participant.Length });

    internal static long[] Coordinates(ulong seed = 1, StatisticsShape? shape = null, uint records = Records)
    {
        using var rng = new SeededRandom(seed);
        byte[] bytes = new byte[8];
        long[] coordinates = new long[(shape ?? Shape).Coordinates];
        for (int i = 1; i < coordinates.Length; i++)
        {
            rng.GetBytes(bytes);
            coordinates[i] = BitConverter.ToInt64(bytes) >> 4;
        }

        coordinates[0] = (long)records << 30;
        return coordinates;
    }

    internal static StatisticsOpening Opening(
        string participant = "north", ulong seed = 1, StatisticsShape? shape = null)
    {
        using var rng = new SeededRandom(seed + 1000);
        return StatisticsOpening.Create(Context(participant), shape ?? Shape, Coordinates(seed, shape), rng);
    }
}
