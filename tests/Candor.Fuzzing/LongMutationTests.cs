using System.Globalization;
using Xunit.Abstractions;

namespace Candor.Fuzzing;

/// <summary>The same mutations with another seed and many more of them. <c>CANDOR_FUZZ_SEED</c> chooses the
/// seed.</summary>
[Trait("Category", "Slow")]
public sealed class LongMutationTests(ITestOutputHelper output)
{
    private const int DefaultSeed = 9;
    private const int Mutations = 2_000;

    public static TheoryData<string> Targets => CorpusTests.Targets;

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Check_ManyMutations_KeepTheLaw(string name)
    {
        int seed = Environment.GetEnvironmentVariable("CANDOR_FUZZ_SEED") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : DefaultSeed;
        output.WriteLine($"seed {seed}, {Mutations} mutations");
        await Task.Run(() => MutationReplay.Run(FuzzTargets.Find(name)!, seed, Mutations)).WithPatience();
    }
}
