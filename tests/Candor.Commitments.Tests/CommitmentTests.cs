using Candor.Commitments.Group;

namespace Candor.Commitments.Tests;

public sealed class CommitmentTests
{
    private static readonly CommitmentOpening s_opening = NewOpening(569, 1);

    [Fact]
    public void TryParse_MadeCommitment_IsEqualToIt()
    {
        Commitment made = s_opening.Commit();
        Assert.True(Commitment.TryParse(made.ToArray(), out Commitment parsed, out ProofFailure failure));
        Assert.Equal(ProofFailure.None, failure);
        Assert.Equal(made, parsed);
        Assert.True(made == parsed);
        Assert.Equal(made.GetHashCode(), parsed.GetHashCode());
        Assert.Equal(Convert.ToHexStringLower(made.ToArray()), made.ToString());
        Assert.True(made != NewOpening(569, 2).Commit());
        Assert.True(made != NewOpening(570, 1).Commit());
    }

    [Theory]
    [InlineData(0, ProofFailure.WrongLength)]
    [InlineData(31, ProofFailure.WrongLength)]
    [InlineData(33, ProofFailure.WrongLength)]
    [InlineData(32, ProofFailure.IdentityPoint)]
    public void TryParse_Zeros_AreRefused(int length, ProofFailure expected)
    {
        Assert.False(Commitment.TryParse(new byte[length], out Commitment c, out ProofFailure failure));
        Assert.Equal(expected, failure);
        Assert.Equal(default, c);
    }

    [Fact]
    public void TryWriteBytes_ByRoom_WritesOrRefuses()
    {
        byte[] destination = new byte[33];
        Assert.True(s_opening.Commit().TryWriteBytes(destination));
        Assert.Equal(s_opening.Commit().ToArray(), destination[..32]);
        Assert.False(s_opening.Commit().TryWriteBytes(new byte[31]));
    }

    [Fact]
    public void Members_OfDefault_Throw()
    {
        Commitment none = default;
        Assert.Throws<InvalidOperationException>(() => none.ToArray());
        Assert.Throws<InvalidOperationException>(() => none.Less(1));
        Assert.Throws<InvalidOperationException>(() => none.TryWriteBytes(new byte[32]));
        Assert.Equal(string.Empty, none.ToString());
        Assert.NotEqual(none, s_opening.Commit());
    }

    [Fact]
    public void Commit_SumOfCommitments_CommitsToTheSum()
    {
        // C is homomorphic, which statement 2 rests on.
        CommitmentOpening other = NewOpening(31, 2);
        Assert.True(Scalar.TryParse(s_opening.ExportBlinding(), out Scalar first));
        Assert.True(Scalar.TryParse(other.ExportBlinding(), out Scalar second));
        var sum = new CommitmentOpening(600, first + second);
        Assert.Equal(sum.Commit(), new Commitment(s_opening.Commit().Point + other.Commit().Point));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(400UL)]
    [InlineData(569UL)]
    public void Less_AnyRecords_IsWhatTheLessenedOpeningCommitsTo(ulong records)
    {
        CommitmentOpening lessened = s_opening.Less(records);
        Assert.Equal(569 - records, lessened.Value);
        Assert.Equal(s_opening.ExportBlinding(), lessened.ExportBlinding());
        Assert.Equal(lessened.Commit(), s_opening.Commit().Less(records));
        Assert.True(Commitment.TryParse(s_opening.Commit().Less(records).ToArray(), out _, out _));
    }

    [Fact]
    public void Less_TwoTimes_IsLessTheSum() =>
        Assert.Equal(s_opening.Commit().Less(331), s_opening.Commit().Less(31).Less(300));

    [Fact]
    public void Less_MoreThanTheSize_ThrowsForTheOpeningOnly()
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => s_opening.Less(570));
        Assert.Equal(570UL, thrown.ActualValue);

        // The commitment does not show its size: it then stands for ℓ - 1.
        Assert.True(Scalar.TryParse(s_opening.ExportBlinding(), out Scalar blinding));
        Assert.Equal(
            new Commitment(PedersenGenerators.Commit(-Scalar.One, blinding)), s_opening.Commit().Less(570));
    }

    [Fact]
    public void Less_AllRecordsOfACommitmentWithoutBlinding_IsTheIdentity()
    {
        Commitment identity = new CommitmentOpening(569, Scalar.Zero).Commit().Less(569);
        Assert.True(identity.Point.IsIdentity);
        Assert.Equal(new byte[32], identity.ToArray());
        Assert.False(Commitment.TryParse(identity.ToArray(), out _, out ProofFailure failure));
        Assert.Equal(ProofFailure.IdentityPoint, failure);
    }

    [Fact]
    public void TryImport_WhatWasExported_RestoresTheOpening()
    {
        byte[] saved = s_opening.ExportBlinding();
        Assert.Equal(CommitmentOpening.BlindingSize, saved.Length);
        Assert.True(CommitmentOpening.TryImport(569, saved, out CommitmentOpening? restored));
        Assert.Equal(s_opening.Commit(), restored.Commit());
        Assert.Equal(569UL, restored.Value);
        Assert.DoesNotContain("569", restored.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryImport_NotAScalar_IsRefused()
    {
        Assert.False(CommitmentOpening.TryImport(569, new byte[31], out CommitmentOpening? opening));
        Assert.Null(opening);
        Assert.False(CommitmentOpening.TryImport(569, Generators.Bytes(Generators.Order, 32), out _));
    }

    [Fact]
    public void ProofFailure_NamesAndNumbers_AreFrozen() => Assert.Equal(
        [
            "None=0",
            "WrongLength=1",
            "NonCanonicalPoint=2",
            "NonCanonicalScalar=3",
            "IdentityPoint=4",
            "EquationFails=5",
        ],
        Enum.GetValues<ProofFailure>().Select(failure => $"{failure}={(int)failure}"));

    private static CommitmentOpening NewOpening(ulong size, ulong seed)
    {
        using var rng = new SeededRandom(seed);
        return CommitmentOpening.Create(size, rng);
    }
}
