using Candor.Commitments.Statements;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Commitments.Tests.Statements;

public sealed class ReportPropertyTests
{
    // Sizes and reports over the whole of 32 bits, with the ends and their neighbours.
    private static readonly Arbitrary<uint> s_numbers = Arb.From(Gen.OneOf(
        Gen.Choose(0, int.MaxValue).Select(i => (uint)i * 2),
        Gen.Choose(0, 1_000).Select(i => (uint)i),
        Gen.Elements(0U, 1U, uint.MaxValue - 1, uint.MaxValue, 1U << 31)));

    [Fact]
    public void Verify_AnySizeAndReport_PassesExactlyWhenTheReportIsAtMostTheSize() => Generators.Check(
        Prop.ForAll(
            s_numbers,
            s_numbers,
            (size, report) =>
            {
                CommitmentOpening opening = Samples.NewOpening(size, 8);
                ReportTerms terms = Samples.NewTerms(opening, report);
                byte[] proof = Samples.Forge(terms, opening);
                ProofFailure expected = report <= size ? ProofFailure.None : ProofFailure.EquationFails;
                Assert.Equal(expected, ReportStatement.Verify(terms, proof));
            }),
        60);
}
