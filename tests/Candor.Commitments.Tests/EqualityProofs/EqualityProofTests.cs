using Candor.Commitments.EqualityProofs;
using Candor.Commitments.Group;

namespace Candor.Commitments.Tests.EqualityProofs;

/// <summary>Batches of our own: every way in which one pair can be wrong.</summary>
public sealed class EqualityProofTests
{
    private const int Pairs = 5;

    private static readonly Scalar Key = NewScalar(1);
    private static readonly Scalar Nonce = NewScalar(2);
    private static readonly RistrettoPoint[] Bases = [.. Enumerable.Range(0, Pairs).Select(NewBase)];
    private static readonly RistrettoPoint[] Images = [.. Bases.Select(c => SecretMultiplication.Multiply(Key, c))];
    private static readonly PublicElement PublicKey = new(PedersenGenerators.Value.Multiply(Key));
    private static readonly byte[] Proof = EqualityProof.Prove(NewStatement(Bases, Images), Key, Nonce);

    [Fact]
    public void Verify_HonestBatch_Passes() =>
        Assert.Equal(ProofFailure.None, EqualityProof.Verify(NewStatement(Bases, Images), Proof));

    [Fact]
    public void Verify_OneWrongImageAnywhere_Fails()
    {
        for (int i = 0; i < Pairs; i++)
        {
            RistrettoPoint[] wrong = [.. Images];
            wrong[i] += RistrettoPoint.Basepoint;
            AssertFails(Bases, wrong);
        }
    }

    [Fact]
    public void Verify_ErrorsThatCancelUnderEqualWeights_Fail()
    {
        RistrettoPoint[] wrong = [.. Images];
        wrong[1] += RistrettoPoint.Basepoint;
        wrong[3] -= RistrettoPoint.Basepoint;
        AssertFails(Bases, wrong);
    }

    [Fact]
    public void Verify_PairsInAnotherOrder_Fails()
    {
        (RistrettoPoint[] bases, RistrettoPoint[] images) = ([.. Bases], [.. Images]);
        (bases[0], bases[1]) = (bases[1], bases[0]);
        (images[0], images[1]) = (images[1], images[0]);
        Assert.Equal(ProofFailure.EquationFails, EqualityProof.Verify(NewStatement(bases, images), Proof));
    }

    [Fact]
    public void Verify_AnotherKey_Fails()
    {
        Scalar other = NewScalar(3);
        var otherKey = new PublicElement(PedersenGenerators.Value.Multiply(other));
        EqualityStatement statement = NewStatement(Bases, Images, otherKey);
        Assert.Equal(ProofFailure.EquationFails, EqualityProof.Verify(statement, Proof));
        byte[] forged = EqualityProof.Prove(statement, other, Nonce);
        Assert.Equal(ProofFailure.EquationFails, EqualityProof.Verify(statement, forged));
    }

    [Fact]
    public void Verify_AnotherContext_Fails() => Assert.Equal(
        ProofFailure.EquationFails,
        EqualityProof.Verify(NewStatement(Bases, Images, context: "another context"), Proof));

    [Fact]
    public void Verify_EveryByteFlipped_IsRefused()
    {
        for (int i = 0; i < Proof.Length; i++)
        {
            byte[] flipped = [.. Proof];
            flipped[i] ^= 0x10;
            Assert.Contains(
                EqualityProof.Verify(NewStatement(Bases, Images), flipped),
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
        byte[] resized = [.. Proof];
        Array.Resize(ref resized, length);
        Assert.Equal(ProofFailure.WrongLength, EqualityProof.Verify(NewStatement(Bases, Images), resized));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    public void Verify_ScalarOfTheOrder_IsNonCanonical(int offset)
    {
        byte[] changed = [.. Proof];
        Generators.Bytes(Generators.Order, 32).CopyTo(changed, offset);
        Assert.Equal(ProofFailure.NonCanonicalScalar, EqualityProof.Verify(NewStatement(Bases, Images), changed));
    }

    private static void AssertFails(RistrettoPoint[] bases, RistrettoPoint[] images)
    {
        // Neither the honest proof nor one made for the wrong pairs holds.
        EqualityStatement statement = NewStatement(bases, images);
        Assert.Equal(ProofFailure.EquationFails, EqualityProof.Verify(statement, Proof));
        byte[] forged = EqualityProof.Prove(statement, Key, Nonce);
        Assert.Equal(ProofFailure.EquationFails, EqualityProof.Verify(statement, forged));
    }

    private static EqualityStatement NewStatement(
        RistrettoPoint[] bases, RistrettoPoint[] images, PublicElement? key = null, string context = "a context") =>
        new(
            System.Text.Encoding.ASCII.GetBytes(context),
            key ?? PublicKey,
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
