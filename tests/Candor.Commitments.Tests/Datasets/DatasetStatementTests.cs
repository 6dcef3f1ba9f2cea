using System.Security.Cryptography;
using Candor.Commitments.Datasets;
using Candor.Commitments.Group;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.Datasets;

public sealed class DatasetStatementTests
{
    private static readonly DatasetTerms s_terms = DatasetSamples.Terms;
    private static readonly byte[] s_proof = Prove(s_terms, DatasetSamples.Key, DatasetSamples.Opening);

    [Fact]
    public void Verify_HonestProof_Passes()
    {
        Assert.Equal(DatasetStatement.ProofSize, s_proof.Length);
        Assert.Equal(ProofFailure.None, DatasetStatement.Verify(s_terms, s_proof));
        Assert.Equal(s_proof, Prove(s_terms, DatasetSamples.Key, DatasetSamples.Opening, check: false));
    }

    [Fact]
    public void Verify_AnyAbsorbedItemChanged_Fails()
    {
        DatasetTerms[] variants =
        [
            .. Variants.Of(s_terms.Context).Select(context => s_terms with { Context = context }),
            s_terms with { DatasetRoot = SHA256.HashData("another"u8) },
            s_terms with { RecordKey = DatasetSamples.NewKey(5).PublicKey },
            s_terms with { Size = s_terms.Size + 1 },
            s_terms with { Size = s_terms.Size - 1 },
            s_terms with { Commitment = Samples.NewOpening(s_terms.Size, 77).Commit() },
        ];
        Assert.All(
            variants, terms => Assert.Equal(ProofFailure.EquationFails, DatasetStatement.Verify(terms, s_proof)));
    }

    [Fact]
    public void Verify_CommitmentToAnotherSize_Fails()
    {
        // C is not tied to N: a participant who commits to one record more than its dataset has.
        CommitmentOpening more = Samples.NewOpening(s_terms.Size + 1, 12);
        DatasetTerms inflated = s_terms with { Commitment = more.Commit() };
        byte[] forged = Prove(inflated, DatasetSamples.Key, more, check: false);
        Assert.Equal(ProofFailure.EquationFails, DatasetStatement.Verify(inflated, forged));
    }

    [Fact]
    public void Verify_AnothersKey_Fails()
    {
        // K copied from another participant, whose k the prover does not know.
        DatasetTerms copied = s_terms with { RecordKey = DatasetSamples.NewKey(5).PublicKey };
        byte[] forged = Prove(copied, DatasetSamples.Key, DatasetSamples.Opening, check: false);
        Assert.Equal(ProofFailure.EquationFails, DatasetStatement.Verify(copied, forged));
    }

    [Fact]
    public void Verify_EveryByteFlipped_IsRefused()
    {
        for (int i = 0; i < s_proof.Length; i++)
        {
            byte[] flipped = [.. s_proof];
            flipped[i] ^= (byte)(1 << (i % 8));
            ProofFailure malformed = i < 64 ? ProofFailure.NonCanonicalPoint : ProofFailure.NonCanonicalScalar;
            ProofFailure failure = DatasetStatement.Verify(s_terms, flipped);
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
        byte[] resized = [.. s_proof];
        Array.Resize(ref resized, length);
        Assert.Equal(ProofFailure.WrongLength, DatasetStatement.Verify(s_terms, resized));
    }

    [Fact]
    public void Verify_IdentityOrMalformedParts_AreNamed()
    {
        Assert.Equal(ProofFailure.IdentityPoint, DatasetStatement.Verify(s_terms, Replaced(0, new byte[32])));
        Assert.Equal(ProofFailure.IdentityPoint, DatasetStatement.Verify(s_terms, Replaced(1, new byte[32])));
        byte[] order = Generators.Bytes(Generators.Order, 32);
        Assert.Equal(ProofFailure.NonCanonicalScalar, DatasetStatement.Verify(s_terms, Replaced(2, order)));
        Assert.Equal(ProofFailure.NonCanonicalScalar, DatasetStatement.Verify(s_terms, Replaced(3, order)));
        Assert.Equal(
            ProofFailure.IdentityPoint, DatasetStatement.Verify(s_terms with { RecordKey = new byte[32] }, s_proof));
        byte[] invalid = [.. Enumerable.Repeat((byte)0xFF, 32)];
        Assert.Equal(
            ProofFailure.NonCanonicalPoint, DatasetStatement.Verify(s_terms with { RecordKey = invalid }, s_proof));
    }

    [Fact]
    public void Prove_WhatDoesNotHold_Throws()
    {
        Assert.Throws<ArgumentException>(() => Prove(s_terms, DatasetSamples.NewKey(5), DatasetSamples.Opening));
        Assert.Throws<ArgumentException>(
            () => Prove(s_terms with { Size = 1 }, DatasetSamples.Key, DatasetSamples.Opening));
        Assert.Throws<ArgumentException>(
            () => Prove(s_terms, DatasetSamples.Key, Samples.NewOpening(s_terms.Size, 77)));
    }

    [Fact]
    public void Verify_CommitmentWithoutBlinding_Passes()
    {
        // C - N·B is the identity: a commitment to zero like any other.
        var opening = new CommitmentOpening(s_terms.Size, Scalar.Zero);
        DatasetTerms terms = s_terms with { Commitment = opening.Commit() };
        Assert.Equal(ProofFailure.None, DatasetStatement.Verify(terms, Prove(terms, DatasetSamples.Key, opening)));
    }

    private static byte[] Replaced(int part, byte[] bytes) =>
        [.. s_proof[..(32 * part)], .. bytes, .. s_proof[(32 * (part + 1))..]];

    private static byte[] Prove(DatasetTerms terms, RecordKey key, CommitmentOpening opening, bool check = true)
    {
        using var rng = new SeededRandom(13);
        return check
            ? DatasetStatement.Prove(terms, key, opening, rng)
            : DatasetStatement.ProveSecrets(terms, key, opening, rng);
    }
}
