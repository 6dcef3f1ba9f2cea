using Candor.Commitments.EqualityProofs;
using Candor.Commitments.Group;

namespace Candor.Commitments.Tests.EqualityProofs;

/// <summary>Batches of our own: every way in which one pair can be wrong.</summary>
public sealed class EqualityProofTests
{
    private const int Pairs = 5;

    private static readonly Scalar s_key = NewScalar(1);
    private static readonly Scalar s_nonce = NewScalar(2);
    private static readonly RistrettoPoint[] s_bases = [.. Enumerable.Range(0, Pairs).Select(NewBase)];
    private static readonly RistrettoPoint[] s_images =
        [.. s_bases.Select(c => SecretMultiplication.Multiply(s_key, c))];
    private static readonly PublicElement s_publicKey = new(PedersenGenerators.Value.Multiply(s_key));
    private static readonly byte[] s_proof = EqualityProof.Prove(NewStatement(s_bases, s_images), s_key, s_nonce);

    [Fact]
    public void Verify_HonestBatch_Passes() =>
        Assert.Equal(ProofFailure.None, EqualityProof.Verify(NewStatement(s_bases, s_images), s_proof));

    [Fact]
    public void Verify_OneWrongImageAnywhere_Fails()
    {
        for (int i = 0; i < Pairs; i++)
        {
            RistrettoPoint[] wrong = [.. s_images];
            wrong[i] += RistrettoPoint.Basepoint;
            AssertFails(s_bases, wrong);
        }
    }

    [Fact]
    public void Verify_ErrorsThatCancelUnderEqualWeights_Fail()
    {
        RistrettoPoint[] wrong = [.. s_images];
        wrong[1] += RistrettoPoint.Basepoint;
        wrong[3] -= RistrettoPoint.Basepoint;
        AssertFails(s_bases, wrong);
    }

    [Fact]
    public void Verify_PairsInAnotherOrder_Fails()
    {
        (RistrettoPoint[] bases, RistrettoPoint[] images) = ([.. s_bases], [.. s_images]);
        (bases[0], bases[1]) = (bases[1], bases[0]);
        (images[0], images[1]) = (images[1], images[0]);
        Assert.Equal(ProofFailure.EquationFails, EqualityProof.Verify(NewStatement(bases, images), s_proof));
    }

    [Fact]
    public void Verify_AnotherKey_Fails()
    {
        Scalar other = NewScalar(3);
        var otherKey = new PublicElement(PedersenGenerators.Value.Multiply(other));
        EqualityStatement statement = NewStatement(s_bases, s_images, otherKey);
        Assert.Equal(ProofFailure.EquationFails, EqualityProof.Verify(statement, s_proof));
        byte[] forged = EqualityProof.Prove(statement, other, s_nonce);
        Assert.Equal(ProofFailure.EquationFails, EqualityProof.Verify(statement, forged));
    }

    [Fact]
    public void Verify_AnotherContext_Fails() => Assert.Equal(
        ProofFailure.EquationFails,
        EqualityProof.Verify(NewStatement(s_bases, s_images, context: "another context"), s_proof));

    [Fact]
    public void Verify_EveryByteFlipped_IsRefused()
    {
        for (int i = 0; i < s_proof.Length; i++)
        {
            byte[] flipped = [.. s_proof];
            flipped[i] ^= 0x10;
            Assert.Contains(
                EqualityProof.Verify(NewStatement(s_bases, s_images), flipped),
                new[] { ProofFailure.EquationFails, ProofFailure.NonCanonicalScalar });
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(63)]
    [InlineData(65)]
    public void Verify_AnotherLength_IsWrongLength(int length)
    {
        byte[] resized = [.. s_proof];
        Array.Resize(ref resized, length);
        Assert.Equal(ProofFailure.WrongLength, EqualityProof.Verify(NewStatement(s_bases, s_images), resized));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    public void Verify_ScalarOfTheOrder_IsNonCanonical(int offset)
    {
        byte[] changed = [.. s_proof];
        Generators.Bytes(Generators.Order, 32).CopyTo(changed, offset);
        Assert.Equal(ProofFailure.NonCanonicalScalar, EqualityProof.Verify(NewStatement(s_bases, s_images), changed));
    }

    private static void AssertFails(RistrettoPoint[] bases, RistrettoPoint[] images)
    {
        // Neither the honest proof nor one made for the wrong pairs holds.
        EqualityStatement statement = NewStatement(bases, images);
        Assert.Equal(ProofFailure.EquationFails, EqualityProof.Verify(statement, s_proof));
        byte[] forged = EqualityProof.Prove(statement, s_key, s_nonce);
        Assert.Equal(ProofFailure.EquationFails, EqualityProof.Verify(statement, forged));
    }

    private static EqualityStatement NewStatement(
        RistrettoPoint[] bases, RistrettoPoint[] images, PublicElement? key = null, string context = "a context") =>
        new(
            System.Text.Encoding.ASCII.GetBytes(context),
            key ?? s_publicKey,
            bases,
            bases.SelectMany(c => c.ToArray()).ToArray(),
            images,
            images.SelectMany(d => d.ToArray()).ToArray());

    private static RistrettoPoint NewBase(int i) => HashToGroup.Point([(byte)i], "a base"u8);

    private static Scalar NewScalar(ulong seed)
    {
        using var rng = new SeededRandom(seed);
        return Scalar.Random(rng);
    }
}
