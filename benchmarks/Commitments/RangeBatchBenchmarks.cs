using BenchmarkDotNet.Attributes;

namespace Candor.Benchmarks.Commitments;

/// <summary>64 proofs, time a proof; the baseline verifies them one by one.</summary>
[MemoryDiagnoser]
public class RangeBatchBenchmarks
{
    private RangeFixture? _fixture;

    [Params(32, 64)]
    public int Bits { get; set; }

    [GlobalSetup]
    public void Setup() => _fixture = new(Bits);

    [Benchmark(Baseline = true, OperationsPerInvoke = RangeFixture.BatchSize, Description = "64 proofs, one by one")]
    public void OneByOne() => _fixture!.VerifyOneByOne();

    [Benchmark(OperationsPerInvoke = RangeFixture.BatchSize, Description = "64 proofs, batch")]
    public void Batch() => _fixture!.VerifyBatch();
}
