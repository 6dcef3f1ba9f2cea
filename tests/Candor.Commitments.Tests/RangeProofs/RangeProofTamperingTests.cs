using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.RangeProofs;

namespace Candor.Commitments.Tests.RangeProofs;

/// <summary>Well-formed proofs of something else.</summary>
public sealed class RangeProofTamperingTests
{
    private static readonly RangeSample s_sample = RangeSample.Create(32, 1, 11);

    [Fact]
    public void Verify_AnotherProofTranscriptLabel_Fails() => Assert.Equal(
        ProofFailure.EquationFails,
        RangeVerifier.Verify(new MerlinTranscript("another"u8), s_sample.Shape, s_sample.Commitments, s_sample.Proof));

    [Fact]
    public void Verify_AnotherCommitment_Fails()
    {
        RistrettoPoint[] shifted = [s_sample.Commitments[0] + RistrettoPoint.Basepoint];
        Assert.Equal(
            ProofFailure.EquationFails,
            RangeVerifier.Verify(RangeSample.NewTranscript(), s_sample.Shape, shifted, s_sample.Proof));
    }

    [Theory]
    [InlineData(16, 2, 32, 1)]
    [InlineData(32, 2, 64, 1)]
    [InlineData(32, 1, 16, 2)]
    [InlineData(8, 4, 32, 1)]
    [InlineData(64, 1, 8, 8)]
    public void Verify_AnotherShapeOfTheSameSize_Fails(int bits, int parties, int otherBits, int otherParties)
    {
        RangeSample proved = RangeSample.Create(bits, parties, 12);
        var shape = new RangeShape(otherBits, otherParties);
        Assert.Equal(proved.Shape.ProofSize, shape.ProofSize);
        RistrettoPoint[] commitments =
            [.. Enumerable.Range(0, otherParties).Select(i => proved.Commitments[i % parties])];
        Assert.Equal(
            ProofFailure.EquationFails,
            RangeVerifier.Verify(RangeSample.NewTranscript(), shape, commitments, proved.Proof));
    }

    [Theory]
    [InlineData(64, 1)]
    [InlineData(16, 1)]
    public void Verify_AnotherNumberOfBits_IsWrongLength(int bits, int parties) => Assert.Equal(
        ProofFailure.WrongLength,
        RangeVerifier.Verify(
            RangeSample.NewTranscript(), new RangeShape(bits, parties), s_sample.Commitments, s_sample.Proof));

    [Fact]
    public void Verify_CommitmentsInAnotherOrder_Fails()
    {
        RangeSample proved = RangeSample.Create(8, 2, 13);
        Assert.Equal(ProofFailure.None, proved.Verify());
        RistrettoPoint[] swapped = [proved.Commitments[1], proved.Commitments[0]];
        Assert.Equal(ProofFailure.EquationFails, (proved with { Commitments = swapped }).Verify());
    }

    [Fact]
    public void Verify_AnotherNumberOfCommitments_Throws() => Assert.Throws<ArgumentException>(
        () => RangeVerifier.Verify(RangeSample.NewTranscript(), s_sample.Shape, [], s_sample.Proof));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(7, 8)]
    [InlineData(9, 10)]
    [InlineData(11, 12)]
    [InlineData(13, 14)]
    [InlineData(15, 16)]
    [InlineData(7, 9)]
    [InlineData(4, 5)]
    [InlineData(5, 6)]
    [InlineData(17, 18)]
    public void Verify_TwoElementsSwapped_Fails(int first, int second)
    {
        // A with S, T_1 with T_2, L with R of each round, two rounds, and scalars among themselves.
        byte[] proof = [.. s_sample.Proof];
        s_sample.Proof.AsSpan(32 * first, 32).CopyTo(proof.AsSpan(32 * second));
        s_sample.Proof.AsSpan(32 * second, 32).CopyTo(proof.AsSpan(32 * first));
        Assert.Equal(ProofFailure.EquationFails, s_sample.Verify(proof));
    }

    [Fact]
    public void Sum_OverOtherGenerators_IsNotTheIdentity()
    {
        RangeEquation equation = s_sample.Prepare();
        BulletproofGenerators generators = BulletproofGenerators.For(s_sample.Shape);
        Generator[] second = BulletproofGenerators.For(new RangeShape(32, 2)).G[32..];
        (Generator b, Generator blinding) = (PedersenGenerators.Value, PedersenGenerators.Blinding);

        Assert.True(Sum(equation, [b, blinding, .. generators.G, .. generators.H]).IsIdentity);
        Assert.False(Sum(equation, [blinding, b, .. generators.G, .. generators.H]).IsIdentity);
        Assert.False(Sum(equation, [b, blinding, .. generators.H, .. generators.G]).IsIdentity);
        Assert.False(Sum(equation, [b, blinding, .. second, .. generators.H]).IsIdentity);
        Assert.False(Sum(equation, [b, blinding, .. generators.G[1..], generators.G[0], .. generators.H]).IsIdentity);
    }

    [Fact]
    public void Generators_OfAllPartiesAndBothVectors_AreDistinct()
    {
        BulletproofGenerators largest = BulletproofGenerators.For(new RangeShape(64, 8));
        string[] encodings = [.. largest.All.Select(g => Convert.ToHexStringLower(g.Point.ToArray()))];
        Assert.Equal(2 + (2 * 512), encodings.Distinct(StringComparer.Ordinal).Count());
    }

    private static RistrettoPoint Sum(RangeEquation equation, Generator[] bases) =>
        new RangeSum([equation], [Scalar.One]).Evaluate(bases);
}
