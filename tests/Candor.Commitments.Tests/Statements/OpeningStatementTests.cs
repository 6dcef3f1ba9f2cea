using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Tests.Statements;

public sealed class OpeningStatementTests
{
    private static readonly byte[] s_proof = Prove(Samples.Opening);

    [Fact]
    public void Verify_HonestProof_Passes()
    {
        Assert.Equal(OpeningStatement.ProofSize, s_proof.Length);
        Assert.Equal(
            ProofFailure.None,
            OpeningStatement.Verify(Samples.Context, Samples.Opening.Commit(), Samples.Root, s_proof));
    }

    [Fact]
    public void Verify_AnotherContextRootOrCommitment_Fails()
    {
        Commitment commitment = Samples.Opening.Commit();
        Assert.All(
            Variants.Of(Samples.Context),
            context => Assert.Equal(
                ProofFailure.EquationFails, OpeningStatement.Verify(context, commitment, Samples.Root, s_proof)));
        Assert.Equal(
            ProofFailure.EquationFails,
            OpeningStatement.Verify(Samples.Context, commitment, SHA256.HashData("another"u8), s_proof));
        Assert.Equal(
            ProofFailure.EquationFails,
            OpeningStatement.Verify(
                Samples.Context, Samples.NewOpening(Samples.Size, 77).Commit(), Samples.Root, s_proof));
    }

    [Fact]
    public void Verify_WrongOpening_Fails()
    {
        Commitment commitment = Samples.Opening.Commit();
        Assert.True(Scalar.TryParse(Samples.Opening.ExportBlinding(), out Scalar blinding));
        byte[] wrongValue = Prove(new CommitmentOpening(Samples.Size + 1, blinding));
        byte[] wrongBlinding = Prove(new CommitmentOpening(Samples.Size, blinding + Scalar.One));
        Assert.Equal(
            ProofFailure.EquationFails,
            OpeningStatement.Verify(Samples.Context, commitment, Samples.Root, wrongValue));
        Assert.Equal(
            ProofFailure.EquationFails,
            OpeningStatement.Verify(Samples.Context, commitment, Samples.Root, wrongBlinding));
    }

    [Fact]
    public void Verify_EveryByteFlippedInTurn_IsRefused()
    {
        Commitment commitment = Samples.Opening.Commit();
        for (int i = 0; i < s_proof.Length; i++)
        {
            byte[] flipped = [.. s_proof];
            flipped[i] ^= 0x01;
            ProofFailure failure = OpeningStatement.Verify(Samples.Context, commitment, Samples.Root, flipped);
            Assert.Contains(
                failure,
                i < 32
                    ? [ProofFailure.NonCanonicalPoint, ProofFailure.EquationFails]
                    : new[] { ProofFailure.NonCanonicalScalar, ProofFailure.EquationFails });
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(95)]
    [InlineData(97)]
    public void Verify_AnotherLength_IsWrongLength(int length)
    {
        byte[] resized = [.. s_proof];
        Array.Resize(ref resized, length);
        Assert.Equal(
            ProofFailure.WrongLength,
            OpeningStatement.Verify(Samples.Context, Samples.Opening.Commit(), Samples.Root, resized));
    }

    [Fact]
    public void Verify_IdentityNonceCommitment_IsRefused()
    {
        byte[] identity = [.. new byte[32], .. s_proof[32..]];
        Assert.Equal(
            ProofFailure.IdentityPoint,
            OpeningStatement.Verify(Samples.Context, Samples.Opening.Commit(), Samples.Root, identity));
    }

    [Fact]
    public void Prove_RootOfAnotherLength_Throws()
    {
        using var rng = new SeededRandom(3);
        Assert.Throws<ArgumentException>(
            () => OpeningStatement.Prove(Samples.Context, Samples.Opening, new byte[31], rng));
    }

    [Fact]
    public void Prove_ConstantRandomness_StillDiffersByContext()
    {
        // With the nonce drawn from bad randomness alone, two proofs under one nonce would reveal the opening.
        byte[] other = Prove(Samples.Opening, Samples.Context with { Market = "markets/banks" });
        Assert.NotEqual(s_proof[..32], other[..32]);
    }

    private static byte[] Prove(CommitmentOpening opening, StatementContext? context = null)
    {
        using var rng = new SeededRandom(3);
        return OpeningStatement.Prove(context ?? Samples.Context, opening, Samples.Root, rng);
    }
}
