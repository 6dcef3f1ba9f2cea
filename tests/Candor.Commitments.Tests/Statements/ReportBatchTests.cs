using Candor.Commitments.Group;
using Candor.Commitments.RangeProofs;
using Candor.Commitments.Statements;
using Candor.Commitments.Tests.RangeProofs;

namespace Candor.Commitments.Tests.Statements;

public sealed class ReportBatchTests
{
    private static readonly (ReportTerms Terms, ReadOnlyMemory<byte> Proof)[] s_honest =
        [.. Enumerable.Range(0, 6).Select(i => Item(100, 60 + (uint)i, (ulong)i))];

    [Fact]
    public void VerifyBatch_HonestProofs_AllPass() =>
        Assert.All(ReportStatement.VerifyBatch(s_honest), failure => Assert.Equal(ProofFailure.None, failure));

    [Fact]
    public void VerifyBatch_Nothing_IsEmpty() => Assert.Empty(ReportStatement.VerifyBatch([]));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void VerifyBatch_OneFalseProof_IsNamed(int place)
    {
        (ReportTerms, ReadOnlyMemory<byte>)[] items = [.. s_honest];
        items[place] = Item(100, 101, 50);
        ProofFailure[] expected = new ProofFailure[items.Length];
        expected[place] = ProofFailure.EquationFails;
        Assert.Equal(expected, ReportStatement.VerifyBatch(items));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(2, 3)]
    [InlineData(0, 1, 2, 3, 4, 5)]
    public void VerifyBatch_SeveralFalseProofs_AreAllNamed(params int[] places)
    {
        (ReportTerms, ReadOnlyMemory<byte>)[] items = [.. s_honest];
        ProofFailure[] expected = new ProofFailure[items.Length];
        foreach (int place in places)
        {
            items[place] = Item(100, 101, 50 + (ulong)place);
            expected[place] = ProofFailure.EquationFails;
        }

        Assert.Equal(expected, ReportStatement.VerifyBatch(items));
    }

    [Fact]
    public void VerifyBatch_TwoErrorsThatCancelUnderEqualWeights_AreBothNamed()
    {
        // The equation of the first is off by -δ·B̃, that of the second by δ·B̃: their plain sum is the identity.
        Scalar delta = 12_345UL;
        (ReportTerms Terms, ReadOnlyMemory<byte> Proof) first = Forged(70, delta);
        (ReportTerms Terms, ReadOnlyMemory<byte> Proof) second = Forged(71, -delta);
        RistrettoPoint sum = Equation(first).Sum() + Equation(second).Sum();
        Assert.True(sum.IsIdentity, "The errors must cancel for the test to mean anything.");
        Assert.False(Equation(first).Sum().IsIdentity);

        Assert.Equal(
            [ProofFailure.EquationFails, ProofFailure.EquationFails], ReportStatement.VerifyBatch([first, second]));
        Assert.Equal(
            [ProofFailure.None, ProofFailure.EquationFails, ProofFailure.None, ProofFailure.EquationFails],
            ReportStatement.VerifyBatch([s_honest[0], second, s_honest[1], first]));
    }

    [Fact]
    public void VerifyBatch_ProofsSwappedBetweenItems_AreBothNamed() => Assert.Equal(
        [ProofFailure.EquationFails, ProofFailure.EquationFails, ProofFailure.None],
        ReportStatement.VerifyBatch(
            [(s_honest[0].Terms, s_honest[1].Proof), (s_honest[1].Terms, s_honest[0].Proof), s_honest[2]]));

    [Fact]
    public void VerifyBatch_FaultsOfEveryKind_AreEachNamed()
    {
        byte[] honest = s_honest[0].Proof.ToArray();
        byte[] identity = [.. new byte[32], .. honest[32..]];
        byte[] point = [1, .. new byte[31], .. honest[32..]];
        byte[] scalar = [.. honest[..576], .. Enumerable.Repeat((byte)0xFF, 32)];
        (ReportTerms, ReadOnlyMemory<byte>)[] items =
        [
            (s_honest[0].Terms, honest.AsMemory(0, 607)),
            (s_honest[0].Terms, identity),
            s_honest[1],
            (s_honest[0].Terms, point),
            (s_honest[0].Terms, scalar),
            (s_honest[0].Terms, s_honest[1].Proof),
            s_honest[2],
            (s_honest[0].Terms, ReadOnlyMemory<byte>.Empty),
        ];
        Assert.Equal(
            [
                ProofFailure.WrongLength,
                ProofFailure.IdentityPoint,
                ProofFailure.None,
                ProofFailure.NonCanonicalPoint,
                ProofFailure.NonCanonicalScalar,
                ProofFailure.EquationFails,
                ProofFailure.None,
                ProofFailure.WrongLength,
            ],
            ReportStatement.VerifyBatch(items));
    }

    [Fact]
    public void VerifyBatch_SameProofTwice_GivesTheSameVerdictTwice()
    {
        (ReportTerms, ReadOnlyMemory<byte>) bad = Item(100, 101, 50);
        Assert.Equal(
            [ProofFailure.EquationFails, ProofFailure.None, ProofFailure.EquationFails],
            ReportStatement.VerifyBatch([bad, s_honest[0], bad]));
    }

    private static (ReportTerms Terms, ReadOnlyMemory<byte> Proof) Forged(ulong seed, Scalar error)
    {
        CommitmentOpening opening = Samples.NewOpening(100, seed);
        ReportTerms terms = Samples.NewTerms(opening, 60);
        using var rng = new SeededRandom(seed);
        var witness = new RangeWitness(ReportStatement.Shape, [40], [opening.Blinding]);
        RistrettoPoint[] remainder = [ReportStatement.Remainder(terms)];
        return (terms, RangeSample.Forge(ReportStatement.Begin(terms), witness, remainder, error, rng));
    }

    private static RangeEquation Equation((ReportTerms Terms, ReadOnlyMemory<byte> Proof) item)
    {
        ProofFailure failure = RangeVerifier.Prepare(
            ReportStatement.Begin(item.Terms),
            ReportStatement.Shape,
            [ReportStatement.Remainder(item.Terms)],
            item.Proof.Span,
            out RangeEquation? equation);
        Assert.Equal(ProofFailure.None, failure);
        return equation!;
    }

    private static (ReportTerms Terms, ReadOnlyMemory<byte> Proof) Item(ulong size, uint report, ulong seed)
    {
        CommitmentOpening opening = Samples.NewOpening(size, seed);
        ReportTerms terms = Samples.NewTerms(opening, report) with { CommitmentEvent = seed };
        return (terms, Samples.Forge(terms, opening, seed));
    }
}
