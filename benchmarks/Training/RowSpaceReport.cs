using System.Globalization;
using Candor.Training.Tests.Attacks;

namespace Candor.Benchmarks.Training;

/// <summary>How many tumour records come back from a sum, by how many were pooled: 30 columns and 128 ramps, p = 159.</summary>
internal static class RowSpaceReport
{
    private const int Starts = 300;
    private static readonly int[] s_records = [31, 80, 100, 120, 2 * 159];

    /// <summary>Prints a line for each number of pooled records.</summary>
    internal static void Run(TextWriter output)
    {
        foreach (int records in s_records)
        {
            var trial = RowSpaceTrial.Run(records, Starts, seed: 1);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{records,4} records: row space of {trial.Rank,3} of {trial.Dimension} dimensions, {trial.Inside,3} of {Starts} starts end in it, {trial.Found,3} records found again"));
        }
    }
}
