namespace Candor.Benchmarks.Commitments;

/// <summary>
/// The quick suite of the range proofs. Its baseline is BouncyCastle's verification of one Ed25519 signature; for the sum
/// behind a batch, BouncyCastle's routine for such sums.
/// </summary>
internal static class CommitmentsQuick
{
    internal static IEnumerable<QuickCase> Cases()
    {
        var narrow = new RangeFixture(32);
        var wide = new RangeFixture(64);
        yield return new("Ed25519 verify, BouncyCastle (baseline)", narrow.VerifyEd25519);
        foreach ((int bits, RangeFixture fixture) in new[] { (32, narrow), (64, wide) })
        {
            yield return new($"range proof n={bits}, prove", () => fixture.Prove());
            yield return new($"range proof n={bits}, verify", fixture.Verify);
            yield return new(
                $"range proof n={bits}, 64 one by one, a proof", fixture.VerifyOneByOne, RangeFixture.BatchSize);
            yield return new(
                $"range proof n={bits}, batch of 64, a proof", fixture.VerifyBatch, RangeFixture.BatchSize);
        }

        var sum = new SumFixture(narrow.Prepare());
        yield return new(
            $"Σ of {sum.Terms} terms, BouncyCastle on curve25519 (baseline)", sum.BouncyCastle, IsBaseline: true);
        yield return new("the same scalars, ours on ristretto255", sum.Ours);
        yield return new("the same, ours for processors without AVX2", sum.OursWithoutLanes);

        var reports = new ReportFixture();
        yield return new("report proof, verify (baseline)", reports.Verify, IsBaseline: true);
        yield return new(
            $"report proofs, batch of {ReportFixture.BatchSize}, a proof", reports.VerifyBatch, ReportFixture.BatchSize);
    }
}
