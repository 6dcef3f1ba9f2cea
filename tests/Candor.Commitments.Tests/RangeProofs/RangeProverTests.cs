using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.RangeProofs;

namespace Candor.Commitments.Tests.RangeProofs;

[Trait("Category", "Slow")]
public sealed class RangeProverTests
{
    [Theory]
    [InlineData(8, 1)]
    [InlineData(8, 2)]
    [InlineData(8, 4)]
    [InlineData(8, 8)]
    [InlineData(16, 1)]
    [InlineData(16, 2)]
    [InlineData(16, 4)]
    [InlineData(16, 8)]
    [InlineData(32, 1)]
    [InlineData(32, 2)]
    [InlineData(32, 4)]
    [InlineData(32, 8)]
    [InlineData(64, 1)]
    [InlineData(64, 2)]
    [InlineData(64, 4)]
    [InlineData(64, 8)]
    public void Prove_ValuesInRange_Verifies(int bits, int parties)
    {
        var shape = new RangeShape(bits, parties);
        using var rng = new SeededRandom((ulong)(bits + parties));
        ulong largest = ulong.MaxValue >> (64 - bits);

        // The ends of the range and values between them.
        ulong[] values = [.. Enumerable.Range(0, parties).Select(i => (i % 3) switch
        {
            0 => largest,
            1 => 0UL,
            _ => largest / (ulong)(i + 1),
        })];
        Scalar[] blindings = [.. values.Select(_ => Scalar.Random(rng))];
        RistrettoPoint[] commitments = [.. values.Zip(blindings, (v, r) => PedersenGenerators.Commit(v, r))];

        byte[] proof = RangeProver.Prove(
            new MerlinTranscript("test"u8), new RangeWitness(shape, values, blindings), commitments, rng);

        Assert.Equal(shape.ProofSize, proof.Length);
        Assert.Equal(
            ProofFailure.None, RangeVerifier.Verify(new MerlinTranscript("test"u8), shape, commitments, proof));
    }

    [Fact]
    public void ProverAndVerifier_AfterAProof_HoldTheSameProofTranscript()
    {
        var shape = new RangeShape(8, 1);
        using var rng = new SeededRandom(7);
        Scalar blinding = Scalar.Random(rng);
        RistrettoPoint[] commitments = [PedersenGenerators.Commit(5UL, blinding)];
        var prover = new MerlinTranscript("test"u8);
        var verifier = new MerlinTranscript("test"u8);

        byte[] proof = RangeProver.Prove(prover, new RangeWitness(shape, [5], [blinding]), commitments, rng);
        Assert.Equal(ProofFailure.None, RangeVerifier.Verify(verifier, shape, commitments, proof));

        Assert.Equal(prover.ChallengeScalar("after"u8), verifier.ChallengeScalar("after"u8));
    }

    [Theory]
    [InlineData(8, 256UL)]
    [InlineData(16, 65_536UL)]
    [InlineData(32, 4_294_967_296UL)]
    public void RangeWitness_ValueOutOfRange_IsRefused(int bits, ulong value)
    {
        ArgumentOutOfRangeException thrown = Assert.Throws<ArgumentOutOfRangeException>(
            () => new RangeWitness(new RangeShape(bits, 1), [value], [Scalar.One]));
        Assert.Contains($"{bits} bits", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(0, 1)]
    [InlineData(128, 1)]
    [InlineData(32, 0)]
    [InlineData(32, 3)]
    [InlineData(32, 16)]
    public void RangeShape_OutsideTheProtocol_IsRefused(int bits, int parties) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RangeShape(bits, parties));
}
