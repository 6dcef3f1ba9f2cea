using System.Globalization;
using Xunit.Abstractions;

namespace Candor.Commitments.Tests.Oracle;

/// <summary>Runs cases that are drawn anew at each run. Case n is drawn from seed s + n, and what fails says which: with
/// <c>CANDOR_SEED</c> set to that number the run begins with it.</summary>
internal static class OracleRun
{
    /// <summary>Runs cases, and fails at the first that does.</summary>
    /// <param name="output">Told the first seed.</param>
    /// <param name="cases">How many.</param>
    /// <param name="check">One case.</param>
    internal static void Check(ITestOutputHelper output, int cases, Action<Random> check)
    {
        int first = Environment.GetEnvironmentVariable("CANDOR_SEED") is { Length: > 0 } seed
            ? int.Parse(seed, CultureInfo.InvariantCulture)
            : Random.Shared.Next(int.MaxValue - cases);
        output.WriteLine($"{cases} cases from seed {first}.");
        Parallel.For(0, cases, (i, _) =>
        {
            try
            {
                check(new Random(first + i));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"The case of seed {first + i} fails (CANDOR_SEED={first + i}).", e);
            }
        });
    }

    /// <summary>Random bytes.</summary>
    internal static byte[] Bytes(this Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
