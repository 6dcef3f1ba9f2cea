using Candor.Commitments.Group;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Tests.Statements;

public sealed class ReportStatementTests
{
    [Theory]
    [InlineData(569UL, 0U)]
    [InlineData(569UL, 400U)]
    [InlineData(569UL, 569U)]
    [InlineData(0UL, 0U)]
    [InlineData(uint.MaxValue, 0U)]
    [InlineData(uint.MaxValue, uint.MaxValue)]
    [InlineData(2UL * uint.MaxValue, uint.MaxValue)]
    public void Verify_ReportUpToTheSize_Passes(ulong size, uint report)
    {
        CommitmentOpening opening = Samples.NewOpening(size, 5);
        ReportTerms terms = Samples.NewTerms(opening, report);
        byte[] proof = Samples.Prove(terms, opening);
        Assert.Equal(ReportStatement.ProofSize, proof.Length);
        Assert.Equal(ProofFailure.None, ReportStatement.Verify(terms, proof));
    }

    [Theory]
    [InlineData(569UL, 570U)]
    [InlineData(569UL, uint.MaxValue)]
    [InlineData(0UL, 1U)]
    [InlineData(4_294_967_296UL + 569, 568U)]
    public void Forge_ReportOutsideTheRange_IsRefusedByTheEquation(ulong size, uint report)
    {
        CommitmentOpening opening = Samples.NewOpening(size, 5);
        ReportTerms terms = Samples.NewTerms(opening, report);
        Assert.Equal(
            ProofFailure.EquationFails, ReportStatement.Verify(terms, Samples.Forge(terms, opening)));
    }

    [Theory]
    [InlineData(569UL, 570U, "above the committed size")]
    [InlineData(569UL, uint.MaxValue, "above the committed size")]
    [InlineData(4_294_967_296UL + 569, 568U, "2^32 or more below")]
    public void Prove_ReportOutsideTheRange_Throws(ulong size, uint report, string reason)
    {
        CommitmentOpening opening = Samples.NewOpening(size, 5);
        ReportTerms terms = Samples.NewTerms(opening, report);
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => Samples.Prove(terms, opening));
        Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prove_OpeningOfAnotherCommitment_Throws()
    {
        CommitmentOpening other = Samples.NewOpening(Samples.Size, 6);
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => Samples.Prove(Samples.Terms, other));
        Assert.Contains("does not open", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(
            ProofFailure.EquationFails,
            ReportStatement.Verify(Samples.Terms, Samples.Forge(Samples.Terms, other)));
    }

    [Fact]
    public void Forge_HonestReport_IsTheHonestProof() => Assert.Equal(
        Samples.Prove(Samples.Terms, Samples.Opening), Samples.Forge(Samples.Terms, Samples.Opening));

    [Fact]
    public void Verify_RemainderIsTheIdentity_Passes()
    {
        // With no blinding and t' = t, C - t'·B is the identity: a commitment to zero like any other.
        var opening = new CommitmentOpening(Samples.Report, Scalar.Zero);
        ReportTerms terms = Samples.NewTerms(opening, Samples.Report);
        Assert.Equal(ProofFailure.None, ReportStatement.Verify(terms, Samples.Prove(terms, opening)));
    }

    [Theory]
    [InlineData(0U, ProofFailure.None)]
    [InlineData(168U, ProofFailure.None)]
    [InlineData(169U, ProofFailure.None)]
    [InlineData(170U, ProofFailure.EquationFails)]
    [InlineData(569U, ProofFailure.EquationFails)]
    public void Verify_CommitmentLessRecords_PassesUpToWhatIsLeft(uint report, ProofFailure expected)
    {
        CommitmentOpening opening = Samples.NewOpening(569, 5);
        ReportTerms terms = Samples.NewTerms(opening, report) with { Commitment = opening.Commit().Less(400) };
        Assert.Equal(expected, ReportStatement.Verify(terms, Samples.Forge(terms, opening.Less(400))));
    }

    [Fact]
    public void Verify_ProofForTheWholeCommitment_FailsForTheLessenedOne()
    {
        ReportTerms terms = Samples.NewTerms(Samples.NewOpening(569, 5), 100);
        byte[] proof = Samples.Prove(terms, Samples.NewOpening(569, 5));
        Assert.Equal(ProofFailure.None, ReportStatement.Verify(terms, proof));
        Assert.Equal(
            ProofFailure.EquationFails,
            ReportStatement.Verify(terms with { Commitment = terms.Commitment.Less(400) }, proof));
    }

    [Fact]
    public void Verify_CommitmentLessMoreThanItsSize_AnyReportIsRefused()
    {
        // 569 - 570 is ℓ - 1, far above every report and out of the proof's range.
        CommitmentOpening opening = Samples.NewOpening(569, 5);
        ReportTerms terms = Samples.NewTerms(opening, 0) with { Commitment = opening.Commit().Less(570) };
        Assert.Equal(
            ProofFailure.EquationFails, ReportStatement.Verify(terms, Samples.Forge(terms, opening)));
    }

    [Fact]
    public void Verify_CommitmentLessAllOfItWithoutBlinding_PassesForZeroOnly()
    {
        var opening = new CommitmentOpening(569, Scalar.Zero);
        ReportTerms none = Samples.NewTerms(opening, 0) with { Commitment = opening.Commit().Less(569) };
        Assert.Equal(ProofFailure.None, ReportStatement.Verify(none, Samples.Prove(none, opening.Less(569))));
        ReportTerms one = none with { Report = 1 };
        Assert.Equal(
            ProofFailure.EquationFails,
            ReportStatement.Verify(one, Samples.Forge(one, opening.Less(569))));
    }

    [Fact]
    public void Verify_SizeNearTheOrder_IsRefused()
    {
        // A commitment to ℓ - 1, which is -1: any report would be above it if it counted as a size.
        using var rng = new SeededRandom(9);
        Scalar blinding = Scalar.Random(rng);
        var commitment = new Commitment(
            PedersenGenerators.Commit(-Scalar.One, blinding));
        ReportTerms terms = Samples.Terms with { Commitment = commitment, Report = 0 };
        var opening = new CommitmentOpening(ulong.MaxValue, blinding);
        Assert.Equal(
            ProofFailure.EquationFails, ReportStatement.Verify(terms, Samples.Forge(terms, opening)));
    }
}
