using BenchmarkDotNet.Attributes;

namespace Candor.Benchmarks.Commitments;

/// <summary>
/// Proving and verifying one value; the baseline is BouncyCastle's verification of one Ed25519 signature.
/// </summary>
[MemoryDiagnoser]
public class RangeProofBenchmarks
{
    private RangeFixture? _fixture;

    [Params(32, 64)]
    public int Bits { get; set; }

    [GlobalSetup]
    public void Setup() => _fixture = new(Bits);

    [Benchmark(Baseline = true, Description = "Ed25519 verify, BouncyCastle")]
    public void Ed25519Verify() => _fixture!.VerifyEd25519();

    [Benchmark(Description = "range proof, verify")]
    public void Verify() => _fixture!.Verify();

    [Benchmark(Description = "range proof, prove")]
    public byte[] Prove() => _fixture!.Prove();
}
