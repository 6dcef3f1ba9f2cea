using Candor.Commitments.Statements;

namespace Candor.Commitments.Tests.Statements;

/// <summary>An honest report proof against other terms, and altered proofs against the honest terms.</summary>
public sealed class ReportTamperingTests
{
    private static readonly byte[] s_proof = Samples.Prove(Samples.Terms, Samples.Opening);

    [Fact]
    public void Verify_AnyAbsorbedItemChanged_Fails()
    {
        Assert.Equal(ProofFailure.None, ReportStatement.Verify(Samples.Terms, s_proof));
        ReportTerms[] variants = [.. Variants.Of(Samples.Terms)];
        Assert.Equal(11, variants.Length);
        Assert.All(variants, terms => Assert.Equal(ProofFailure.EquationFails, ReportStatement.Verify(terms, s_proof)));
    }

    [Fact]
    public void Verify_ReplacedCommitmentOfTheSameSize_Fails()
    {
        // The commitment is replaced after the proof was made, by another to the very same size.
        CommitmentOpening replacement = Samples.NewOpening(Samples.Size, 31);
        Assert.Equal(
            ProofFailure.EquationFails,
            ReportStatement.Verify(Samples.Terms with { Commitment = replacement.Commit() }, s_proof));
    }

    [Fact]
    public void Verify_AnothersCommitmentAndProofCopied_Fails()
    {
        // A second participant sends the first one's commitment and proof as its own.
        StatementContext thief = Samples.Context with { Participant = "county" };
        Assert.Equal(
            ProofFailure.EquationFails, ReportStatement.Verify(Samples.Terms with { Context = thief }, s_proof));
    }

    [Fact]
    public void Verify_EveryByteFlippedInTurn_IsRefused()
    {
        for (int i = 0; i < s_proof.Length; i++)
        {
            byte[] flipped = [.. s_proof];
            flipped[i] ^= (byte)(1 << (i % 8));
            ProofFailure failure = ReportStatement.Verify(Samples.Terms, flipped);

            // Elements 4 to 6 and the last two are scalars, the others points.
            ProofFailure malformed = (i / 32) is (>= 4 and <= 6) or >= 17
                ? ProofFailure.NonCanonicalScalar
                : ProofFailure.NonCanonicalPoint;
            Assert.True(
                failure == malformed || failure == ProofFailure.EquationFails, $"Byte {i} flipped gave {failure}.");
        }
    }

    [Fact]
    public void Verify_ProofOfTheOpening_IsWrongLength()
    {
        using var rng = new SeededRandom(3);
        byte[] opening = OpeningStatement.Prove(Samples.Context, Samples.Opening, Samples.Root, rng);
        Assert.Equal(ProofFailure.WrongLength, ReportStatement.Verify(Samples.Terms, opening));
        Assert.Equal(ProofFailure.WrongLength, ReportStatement.Verify(Samples.Terms, []));
    }

    [Fact]
    public void Prove_ConstantRandomness_StillDiffersByTerms()
    {
        byte[] other = Samples.Prove(Samples.Terms with { Nonce = new byte[32] }, Samples.Opening);
        Assert.NotEqual(s_proof[..64], other[..64]);
        Assert.NotEqual(s_proof, Samples.Prove(Samples.Terms, Samples.Opening, seed: 3));
    }
}
