using System.Security.Cryptography;
using Candor.Commitments.Datasets;
using Candor.Commitments.EqualityProofs;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.RangeProofs;
using Candor.Commitments.Statements;
using Candor.Commitments.Tests.Datasets;
using Candor.Commitments.Tests.RangeProofs;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.ProofTranscripts;

/// <summary>A challenge of zero would take the secret out of an equation: provers stop, verifiers refuse.</summary>
public sealed class ZeroChallengeTests
{
    private const string None = "no label";

    // Two challenges of a proof of 8 bits have the label u and three rounds draw it.
    public static TheoryData<string> LabelsOfRanges { get; } = ["y", "z", "x", "w", "u", "c"];

    [Fact]
    public void RequireNonZero_Zero_Throws()
    {
        Assert.Equal(Scalar.One, ProofChallenge.RequireNonZero(Scalar.One));
        AssertStops(() => ProofChallenge.RequireNonZero(Scalar.Zero));
    }

    [Fact]
    public void Opening_ChallengeOfZero_ProverStops() => AssertStops(
        () => OpeningStatement.Prove(new ZeroDrawingTranscript("e"), Samples.Opening, new SeededRandom(1)));

    [Fact]
    public void Opening_ChallengeOfZero_IsRefused()
    {
        // With e = 0 anyone can answer: A is a commitment of one's own, and the responses open it.
        CommitmentOpening own = Samples.NewOpening(7, 99);
        byte[] forged =
            [.. own.Commit().ToArray(), .. Scalar.FromUInt64(own.Value).ToArray(), .. own.ExportBlinding()];
        Commitment others = Samples.Opening.Commit();
        Assert.Equal(
            ProofFailure.EquationFails, OpeningStatement.Verify(new ZeroDrawingTranscript("e"), others, forged));

        byte[] honest = OpeningStatement.Prove(new ZeroDrawingTranscript(None), Samples.Opening, new SeededRandom(1));
        Assert.Equal(ProofFailure.None, OpeningStatement.Verify(new ZeroDrawingTranscript(None), others, honest));
    }

    [Fact]
    public void Dataset_ChallengeOfZero_ProverStops() => AssertStops(() => DatasetStatement.ProveSecrets(
        new ZeroDrawingTranscript("e"), DatasetSamples.Key, DatasetSamples.Opening, new SeededRandom(1)));

    [Fact]
    public void Dataset_ChallengeOfZero_IsRefused()
    {
        Scalar a = 5UL;
        Scalar b = 6UL;
        byte[] forged =
        [
            .. PedersenGenerators.Value.Multiply(a).ToArray(), .. PedersenGenerators.Blinding.Multiply(b).ToArray(),
            .. a.ToArray(), .. b.ToArray(),
        ];
        Assert.Equal(
            ProofFailure.EquationFails,
            DatasetStatement.Verify(new ZeroDrawingTranscript("e"), DatasetSamples.Terms, forged));

        byte[] honest = DatasetStatement.ProveSecrets(
            new ZeroDrawingTranscript(None), DatasetSamples.Key, DatasetSamples.Opening, new SeededRandom(1));
        Assert.Equal(
            ProofFailure.None,
            DatasetStatement.Verify(new ZeroDrawingTranscript(None), DatasetSamples.Terms, honest));
    }

    [Theory]
    [MemberData(nameof(LabelsOfRanges))]
    public void Range_ChallengeOfZero_ProverStops(string label)
    {
        var shape = new RangeShape(8, 1);
        using var witness = new RangeWitness(shape, [5], [Scalar.One]);
        RistrettoPoint commitment = PedersenGenerators.Commit(5UL, Scalar.One);
        AssertStops(() => RangeProver.Prove(
            new ZeroDrawingTranscript(label), witness, [commitment], new SeededRandom(1)));
    }

    [Theory]
    [MemberData(nameof(LabelsOfRanges))]
    public void Range_ChallengeOfZero_IsRefused(string label)
    {
        RangeSample sample = RangeSample.Create(8, 1, 3);
        Assert.Equal(
            ProofFailure.EquationFails,
            RangeVerifier.Prepare(
                new ZeroDrawingTranscript(label),
                sample.Shape,
                sample.Commitments,
                sample.Proof,
                out RangeEquation? equation));
        Assert.Null(equation);
        Assert.Equal(
            ProofFailure.EquationFails,
            RangeVerifier.Verify(new ZeroDrawingTranscript(label), sample.Shape, sample.Commitments, sample.Proof));
    }

    [Fact]
    public void RangeBatch_WeightOfZero_DoesNotHideABadProof()
    {
        RangeEquation good = RangeSample.Create(8, 1, 1).Prepare();
        RangeEquation bad = RangeSample.Create(8, 1, 2, Scalar.One).Prepare();
        Assert.True(RangeVerifier.AllHold([good], [Scalar.One]));
        Assert.False(RangeVerifier.AllHold([good, bad], [Scalar.One, Scalar.Zero]));
    }

    [Fact]
    public void Equality_WeightOfZero_IsRefused()
    {
        // The pair is wrong, and under a weight of zero a proof of it needs no more than the key.
        Scalar key = 7UL;
        Scalar nonce = 9UL;
        RistrettoPoint point = RistrettoPoint.Basepoint;
        RistrettoPoint wrong = point + point;
        var statement = new EqualityStatement(
            "context"u8.ToArray(),
            new PublicElement(PedersenGenerators.Value.Multiply(key)),
            [point],
            point.ToArray(),
            [wrong],
            wrong.ToArray());
        RistrettoPoint zero = RistrettoPoint.Identity;
        Scalar c = EqualityWeights.Challenge(statement, zero, zero, PedersenGenerators.Value.Multiply(nonce), zero);
        Scalar s = nonce - (c * key);
        Assert.Equal(ProofFailure.EquationFails, EqualityProof.Verify(statement, [Scalar.Zero], c, s));
    }

    private static void AssertStops(Action prove) => Assert.Contains(
        "zero", Assert.Throws<CryptographicException>(prove).Message, StringComparison.Ordinal);
}
