using Candor.Commitments.Contributions;
using Candor.Commitments.Group;
using Candor.Commitments.Projections;
using Candor.Commitments.Tests.Contributions;

namespace Candor.Commitments.Tests.Projections;

/// <summary>Statement 8.</summary>
public sealed class ProjectionStatementTests
{
    private static readonly ProjectionSamples s_sample = new(1);

    [Fact]
    public void Verify_HonestStatistics_Hold()
    {
        using StatisticsOpening opening = s_sample.Open(s_sample.Statistics);
        StatisticsCommitments commitments = opening.Commit();
        Assert.True(ProjectionStatement.Holds(s_sample.Terms(commitments), opening));
        byte[] proof = ProjectionStatement.Prove(s_sample.Terms(commitments), opening, new SeededRandom(1));
        Assert.Equal(13_824, proof.Length);
        Assert.Equal(ProofFailure.None, ProjectionStatement.Verify(s_sample.Terms(commitments), commitments, proof));
    }

    [Fact]
    public void Prove_FalseStatistics_IsRefusedAndWhatACheaterProvesFails()
    {
        foreach (long[] statistics in (long[][])[new long[s_sample.Shape.Coordinates], Scaled(10)])
        {
            using StatisticsOpening opening = s_sample.Open(statistics);
            StatisticsCommitments commitments = opening.Commit();
            ProjectionTerms terms = s_sample.Terms(commitments);
            Assert.False(ProjectionStatement.Holds(terms, opening));
            Assert.Equal("opening", Assert.Throws<ArgumentException>(
                () => ProjectionStatement.Prove(terms, opening, new SeededRandom(1))).ParamName);
            byte[] proof = ProjectionStatement.ProveRanges(terms, opening, new SeededRandom(1));
            Assert.Equal(ProofFailure.EquationFails, ProjectionStatement.Verify(terms, commitments, proof));
        }
    }

    [Fact]
    public void Verify_HalfOfTheOrderInTwoCoordinates_Fails()
    {
        // (ℓ + 1)/2 in two coordinates is what entries of ±1 alone would not see.
        using StatisticsOpening opening = s_sample.Open(s_sample.Statistics);
        StatisticsCommitments commitments = opening.Commit();
        byte[] bytes = commitments.Bytes.ToArray();
        RistrettoPoint half = PedersenGenerators.Value.Multiply(Scalar.FromUInt64(2).Invert());
        foreach (int j in (int[])[3, 9])
        {
            var point = new RistrettoPoint[1];
            commitments.Decode(j, point);
            (point[0] + half).WriteBytes(bytes.AsSpan(32 * j));
        }

        var altered = new StatisticsCommitments(s_sample.Shape, bytes);
        ProjectionTerms terms = s_sample.Terms(altered);
        byte[] proof = ProjectionStatement.ProveRanges(terms, opening, new SeededRandom(1));
        Assert.Equal(ProofFailure.EquationFails, ProjectionStatement.Verify(terms, altered, proof));
        int odd = Enumerable.Range(0, 32).Count(
            row => (s_sample.Matrix.Entry(row, 3) + s_sample.Matrix.Entry(row, 9)) % 2 != 0);
        Assert.InRange(odd, 1, 32);
    }

    [Fact]
    public void Verify_AnyOtherTerms_Fail()
    {
        using StatisticsOpening opening = s_sample.Open(s_sample.Statistics);
        StatisticsCommitments commitments = opening.Commit();
        ProjectionTerms terms = s_sample.Terms(commitments);
        byte[] proof = ProjectionStatement.Prove(terms, opening, new SeededRandom(1));
        byte[] seed = s_sample.Matrix.Seed.ToArray();
        seed[0] ^= 1;
        ProjectionTerms[] others =
        [
            terms with { Context = StatisticsSamples.Context("south") },
            terms with { DatasetRoot = (byte[])[1, .. new byte[31]] },
            terms with { Report = terms.Report - 1 },
            terms with { Matrix = new(seed, s_sample.Shape, ProjectionSamples.Policy) },
            terms with { Bounds = Shifted() },
        ];
        Assert.All(others, other => Assert.Equal(
            ProofFailure.EquationFails, ProjectionStatement.Verify(other, commitments, proof)));

        using StatisticsOpening foreign = s_sample.Open(s_sample.Statistics, "south");
        StatisticsCommitments ofAnother = foreign.Commit();
        Assert.Equal(
            ProofFailure.EquationFails, ProjectionStatement.Verify(s_sample.Terms(ofAnother), ofAnother, proof));
        Assert.Equal("commitments", Assert.Throws<ArgumentException>(
            () => ProjectionStatement.Verify(terms, ofAnother, proof)).ParamName);
    }

    [Fact]
    public void Verify_MalformedProofs_AreNamed()
    {
        using StatisticsOpening opening = s_sample.Open(s_sample.Statistics);
        StatisticsCommitments commitments = opening.Commit();
        ProjectionTerms terms = s_sample.Terms(commitments);
        byte[] proof = ProjectionStatement.Prove(terms, opening, new SeededRandom(1));
        Assert.Equal(ProofFailure.WrongLength, ProjectionStatement.Verify(terms, commitments, proof.AsSpan(864)));
        Assert.Equal(ProofFailure.WrongLength, ProjectionStatement.Verify(terms, commitments, [.. proof, 0]));
        foreach (int part in (int[])[0, 7, 15])
        {
            byte[] changed = [.. proof];
            changed.AsSpan(part * 864, 32).Clear();
            Assert.Equal(ProofFailure.IdentityPoint, ProjectionStatement.Verify(terms, commitments, changed));
            changed.AsSpan(part * 864, 32).Fill(0xff);
            Assert.Equal(ProofFailure.NonCanonicalPoint, ProjectionStatement.Verify(terms, commitments, changed));
            changed = [.. proof];
            Generators.Bytes(Generators.Order, 32).CopyTo(changed, (part * 864) + 128);
            Assert.Equal(ProofFailure.NonCanonicalScalar, ProjectionStatement.Verify(terms, commitments, changed));
            changed = [.. proof];
            changed[(part * 864) + 128] ^= 1;
            Assert.Equal(ProofFailure.EquationFails, ProjectionStatement.Verify(terms, commitments, changed));
        }
    }

    [Fact]
    public void Statement_PartsOfAnotherShape_AreRefused()
    {
        using StatisticsOpening opening = StatisticsSamples.Opening();
        StatisticsCommitments commitments = opening.Commit();
        ProjectionTerms terms = s_sample.Terms(commitments);
        Assert.Equal("opening", Assert.Throws<ArgumentException>(
            () => ProjectionStatement.Prove(terms, opening, new SeededRandom(1))).ParamName);
        Assert.Equal("commitments", Assert.Throws<ArgumentException>(
            () => ProjectionStatement.Verify(terms, commitments, new byte[13_824])).ParamName);
    }

    private static long[] Scaled(int by) => [.. s_sample.Statistics.Select(x => by * x)];

    private static ProjectionBounds Shifted()
    {
        byte[] bytes = s_sample.Bounds.ToArray();
        bytes[0] ^= 1;
        Assert.True(ProjectionBounds.TryParse(ProjectionSamples.Policy, bytes, out ProjectionBounds? bounds));
        return bounds;
    }
}
