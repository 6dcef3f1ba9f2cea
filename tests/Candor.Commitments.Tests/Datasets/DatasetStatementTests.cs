using System.Security.Cryptography;
using Candor.Commitments.Datasets;
using Candor.Commitments.Group;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.Datasets;

public sealed class DatasetStatementTests
{
    private static readonly DatasetTerms Terms = DatasetSamples.Terms;
    private static readonly byte[] Proof = Prove(Terms, DatasetSamples.Key, DatasetSamples.Opening);

    [Fact]
    public void Verify_HonestProof_Passes()
    {
        Assert.Equal(DatasetStatement.ProofSize, Proof.Length);
        Assert.Equal(ProofFailure.None, DatasetStatement.Verify(Terms, Proof));
        Assert.Equal(Proof, Prove(Terms, DatasetSamples.Key, DatasetSamples.Opening, check: false));
    }

    [Fact]
    public void Verify_AnyAbsorbedItemChanged_Fails()
    {
        DatasetTerms[] variants =
        [
            .. Variants.Of(Terms.Context).Select(context => Terms with { Context = context }),
            Terms with { DatasetRoot = SHA256.HashData("another"u8) },
            Terms with { RecordKey = DatasetSamples.NewKey(5).PublicKey },
            Terms with { Size = Terms.Size + 1 },
            Terms with { Size = Terms.Size - 1 },
            Terms with { Commitment = Samples.NewOpening(Terms.Size, 77).Commit() },
        ];
        Assert.All(
            variants, terms => Assert.Equal(ProofFailure.EquationFails, DatasetStatement.Verify(terms, Proof)));
    }

    [Fact]
    public void Verify_CommitmentToAnotherSize_Fails()
    {
        // C is not tied to N: a participant who commits to one record more than its dataset has.
        CommitmentOpening more = Samples.NewOpening(Terms.Size + 1, 12);
        DatasetTerms inflated = Terms with { Commitment = more.Commit() };
        byte[] forged = Prove(inflated, DatasetSamples.Key, more, check: false);
        Assert.Equal(ProofFailure.EquationFails, DatasetStatement.Verify(inflated, forged));
    }

    [Fact]
    public void Verify_AnothersKey_Fails()
    {
        // K copied from another participant, whose k the prover does not know.
        DatasetTerms copied = Terms with { RecordKey = DatasetSamples.NewKey(5).PublicKey };
        byte[] forged = Prove(copied, DatasetSamples.Key, DatasetSamples.Opening, check: false);
        Assert.Equal(ProofFailure.EquationFails, DatasetStatement.Verify(copied, forged));
    }

    [Fact]
    public void Verify_EveryByteFlipped_IsRefused()
    {
        for (int i = 0; i < Proof.Length; i++)
        {
            byte[] flipped = [.. Proof];
            flipped[i] ^= (byte)(1 << (i % 8));
            ProofFailure malformed = i < 64 ? ProofFailure.NonCanonicalPoint : ProofFailure.NonCanonicalScalar;
            ProofFailure failure = DatasetStatement.Verify(Terms, flipped);
            Assert.True(failure == malformed || failure == ProofFailure.EquationFails, $"Byte {i} gave {failure}.");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(96)]
    [InlineData(127)]
    [InlineData(129)]
    public void Verify_AnotherLength_IsWrongLength(int length)
    {
        byte[] resized = [.. Proof];
        Array.Resize(ref resized, length);
        Assert.Equal(ProofFailure.WrongLength, DatasetStatement.Verify(Terms, resized));
    }

    [Fact]
    public void Verify_IdentityOrMalformedParts_AreNamed()
    {
        Assert.Equal(ProofFailure.IdentityPoint, DatasetStatement.Verify(Terms, Replaced(0, new byte[32])));
        Assert.Equal(ProofFailure.IdentityPoint, DatasetStatement.Verify(Terms, Replaced(1, new byte[32])));
        byte[] order = Generators.Bytes(Generators.Order, 32);
        Assert.Equal(ProofFailure.NonCanonicalScalar, DatasetStatement.Verify(Terms, Replaced(2, order)));
        Assert.Equal(ProofFailure.NonCanonicalScalar, DatasetStatement.Verify(Terms, Replaced(3, order)));
        Assert.Equal(
            ProofFailure.IdentityPoint, DatasetStatement.Verify(Terms with { RecordKey = new byte[32] }, Proof));
        byte[] invalid = [.. Enumerable.Repeat((byte)0xFF, 32)];
        Assert.Equal(
            ProofFailure.NonCanonicalPoint, DatasetStatement.Verify(Terms with { RecordKey = invalid }, Proof));
    }

    [Fact]
    public void Prove_WhatDoesNotHold_Throws()
    {
        Assert.Throws<ArgumentException>(() => Prove(Terms, DatasetSamples.NewKey(5), DatasetSamples.Opening));
        Assert.Throws<ArgumentException>(
            () => Prove(Terms with { Size = 1 }, DatasetSamples.Key, DatasetSamples.Opening));
        Assert.Throws<ArgumentException>(
            () => Prove(Terms, DatasetSamples.Key, Samples.NewOpening(Terms.Size, 77)));
    }

    [Fact]
    public void Verify_CommitmentWithoutBlinding_Passes()
    {
        // C - N·B is the identity: a commitment to zero like any other.
        var opening = new CommitmentOpening(Terms.Size, Scalar.Zero);
        DatasetTerms terms = Terms with { Commitment = opening.Commit() };
        Assert.Equal(ProofFailure.None, DatasetStatement.Verify(terms, Prove(terms, DatasetSamples.Key, opening)));
    }

    private static byte[] Replaced(int part, byte[] bytes) =>
        [.. Proof[..(32 * part)], .. bytes, .. Proof[(32 * (part + 1))..]];

    private static byte[] Prove(DatasetTerms terms, RecordKey key, CommitmentOpening opening, bool check = true)
    {
        using var rng = new SeededRandom(13);
        return check
            ? DatasetStatement.Prove(terms, key, opening, rng)
            : DatasetStatement.Forge(terms, key, opening, rng);
    }
}
