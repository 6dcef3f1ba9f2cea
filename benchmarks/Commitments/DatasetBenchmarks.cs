using BenchmarkDotNet.Attributes;
using Candor.Commitments.Datasets;

namespace Candor.Benchmarks.Commitments;

/// <summary>Tagging and checking whole datasets; the baseline tags on one thread.</summary>
[MemoryDiagnoser]
public class DatasetBenchmarks
{
    private DatasetFixture? _fixture;

    [Params(10_000, 100_000, 1_000_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup() => _fixture = new(Size, Size);

    [Benchmark(Baseline = true, Description = "tag, one thread")]
    public TaggedDataset TagOneThread() => _fixture!.Tag(1);

    [Benchmark(Description = "tag, two threads")]
    public TaggedDataset TagTwoThreads() => _fixture!.Tag(2);

    [Benchmark(Description = "check of the tag stream")]
    public byte[] CheckStream() => _fixture!.CheckStream();
}
