using Candor.Commitments.Statements;

namespace Candor.Commitments.Tests.Statements;

public sealed class ReportBatchTests
{
    private static readonly (ReportTerms Terms, ReadOnlyMemory<byte> Proof)[] Honest =
        [.. Enumerable.Range(0, 6).Select(i => Item(100, 60 + (uint)i, (ulong)i))];

    [Fact]
    public void VerifyBatch_HonestProofs_AllPass() =>
        Assert.All(ReportStatement.VerifyBatch(Honest), failure => Assert.Equal(ProofFailure.None, failure));

    [Fact]
    public void VerifyBatch_Nothing_IsEmpty() => Assert.Empty(ReportStatement.VerifyBatch([]));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void VerifyBatch_OneFalseProof_IsNamed(int place)
    {
        (ReportTerms, ReadOnlyMemory<byte>)[] items = [.. Honest];
        items[place] = Item(100, 101, 50);
        ProofFailure[] expected = new ProofFailure[items.Length];
        expected[place] = ProofFailure.EquationFails;
        Assert.Equal(expected, ReportStatement.VerifyBatch(items));
    }

    [Fact]
    public void VerifyBatch_FaultsOfEveryKind_AreEachNamed()
    {
        byte[] honest = Honest[0].Proof.ToArray();
        byte[] identity = [.. new byte[32], .. honest[32..]];
        byte[] point = [1, .. new byte[31], .. honest[32..]];
        byte[] scalar = [.. honest[..576], .. Enumerable.Repeat((byte)0xFF, 32)];
        (ReportTerms, ReadOnlyMemory<byte>)[] items =
        [
            (Honest[0].Terms, honest.AsMemory(0, 607)),
            (Honest[0].Terms, identity),
            Honest[1],
            (Honest[0].Terms, point),
            (Honest[0].Terms, scalar),
            (Honest[0].Terms, Honest[1].Proof),
            Honest[2],
            (Honest[0].Terms, ReadOnlyMemory<byte>.Empty),
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
            ReportStatement.VerifyBatch([bad, Honest[0], bad]));
    }

    private static (ReportTerms Terms, ReadOnlyMemory<byte> Proof) Item(ulong size, uint report, ulong seed)
    {
        CommitmentOpening opening = Samples.NewOpening(size, seed);
        ReportTerms terms = Samples.NewTerms(opening, report) with { CommitmentEvent = seed };
        return (terms, Samples.ProveUnchecked(terms, opening, seed));
    }
}
