using Xunit.Abstractions;

namespace Candor.Fuzzing;

/// <summary>Every target on everything in its corpus, and on a few mutations: what the fuzzer searches for minutes, each
/// test run repeats for seconds.</summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    private const int Seed = 20261127;
    private const int Mutations = 150;

    private const long MostBytes = 300_000;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Check_EveryInputOfTheCorpus_KeepsTheLaw(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name)!;
        IReadOnlyList<(string Name, byte[] Bytes)> corpus = Corpus.Of(target);
        Assert.NotEmpty(corpus);
        await Task.Run(() =>
        {
            MutationReplay.Check(target, [], "empty");
            foreach ((string file, byte[] bytes) in corpus)
            {
                MutationReplay.Check(target, bytes, file);
            }
        }).WithPatience();
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Check_MutationsOfTheCorpus_KeepTheLaw(string name)
    {
        output.WriteLine($"seed {Seed}, {Mutations} mutations");
        await Task.Run(() => MutationReplay.Run(FuzzTargets.Find(name)!, Seed, Mutations)).WithPatience();
    }

    [Fact]
    public void Corpus_HasOneFolderForEachTarget_AndStaysSmall()
    {
        Assert.Equal(FuzzTargets.All.Select(target => target.Name), Corpus.Folders());
        long bytes = FuzzTargets.All.SelectMany(Corpus.Of).Sum(input => (long)input.Bytes.Length);
        Assert.InRange(bytes, 1, MostBytes);
    }
}
