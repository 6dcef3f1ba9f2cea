using Candor.Commitments.Contributions;
using Candor.Commitments.Group;
using Candor.Commitments.Masks;
using Candor.Commitments.Tests.Contributions;

namespace Candor.Commitments.Tests.Masks;

/// <summary>Statement 9: who sends another vector than it committed to is named, and nobody else.</summary>
public sealed class MaskedVectorStatementTests
{
    // (ℓ + 1)/2: twice it is one.
    private static readonly Scalar s_half = Scalar.FromUInt64(2).Invert();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Verify_HonestContributors_NobodyIsNamed(int contributors)
    {
        var round = new MaskRound(contributors);
        Assert.Empty(round.NamedByVectors());
        Assert.Empty(round.NamedBySeeds());
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void Verify_OneCoordinateAltered_NamesItsSender(int cheater, bool ofValues)
    {
        for (int j = 0; j < StatisticsSamples.Shape.Coordinates; j++)
        {
            var round = new MaskRound();
            round.ChangeMasked(cheater, (values, blindings) =>
            {
                (ofValues ? values : blindings)[j] += Scalar.One;
                return true;
            });
            Assert.Equal([cheater], round.NamedByVectors());
        }
    }

    [Fact]
    public void Verify_HalfOfTheOrderInTwoCoordinates_NamesItsSender()
    {
        var round = new MaskRound();
        round.ChangeMasked(2, (values, _) =>
        {
            values[3] += s_half;
            values[7] += s_half;
            return true;
        });
        Assert.Equal([2], round.NamedByVectors());
    }

    [Fact]
    public void Verify_TwoCoordinatesExchangedOrAnothersVectors_NamesTheirSender()
    {
        var round = new MaskRound();
        round.ChangeMasked(1, (values, _) =>
        {
            (values[1], values[2]) = (values[2], values[1]);
            return true;
        });
        Assert.Equal([1], round.NamedByVectors());

        round = new MaskRound();
        round.Masked[1] = round.Masked[0];
        round.Draw();
        Assert.Equal([1], round.NamedByVectors());
    }

    [Fact]
    public void Verify_AnotherPointOfAPair_NamesItsSender()
    {
        for (int other = 0; other < 4; other++)
        {
            var round = new MaskRound();
            round.ChangePoint(2, other, round.Points[2][other] + RistrettoPoint.Basepoint);
            Assert.Equal([2], round.NamedByVectors());
        }
    }

    [Fact]
    public void VerifyOwn_OwnPointFittedToAlteredVectors_NamesItsSenderOnceTheSeedIsKnown()
    {
        var round = new MaskRound();
        round.ChangeMasked(1, (values, _) =>
        {
            values[4] += Scalar.FromUInt64(1000);
            return true;
        });
        RistrettoPoint excess = PedersenGenerators.Value.Multiply(round.Weights.Values[4] * Scalar.FromUInt64(1000));
        round.ChangePoint(1, 1, round.Points[1][1] + excess);

        Assert.Empty(round.NamedByVectors());
        Assert.Equal([1], round.NamedBySeeds());
    }

    [Fact]
    public void Verify_PairPointsFittedByBothEnds_CancelInTheSum()
    {
        // Two who collude shift their pair's point and their vectors against each other: the sum stays the same.
        var round = new MaskRound();
        round.ChangeMasked(1, (values, _) =>
        {
            values[4] += Scalar.FromUInt64(1000);
            return true;
        });
        round.ChangeMasked(3, (values, _) =>
        {
            values[4] -= Scalar.FromUInt64(1000);
            return true;
        });
        RistrettoPoint excess = PedersenGenerators.Value.Multiply(round.Weights.Values[4] * Scalar.FromUInt64(1000));
        round.ChangePoint(1, 3, round.Points[1][3] + excess);
        round.ChangePoint(3, 1, round.Points[3][1] + excess);

        Assert.Empty(round.NamedByVectors());
        Assert.Equal(MaskedSumTests.Expected(round), MaskedSumTests.SumOf(round));
    }

    [Fact]
    public void Verify_PointsOfAnotherContext_Fail()
    {
        // The platform showed one contributor another payload of a third: its points are of other weights.
        var round = new MaskRound();
        MaskSubmission[] submissions = round.Submissions();
        submissions[3] = submissions[3] with { Payload = new byte[] { 1 } };
        var split = MaskWeights.Draw(round.Epoch, submissions);
        Assert.NotEqual(round.Weights.Context.ToArray(), split.Context.ToArray());

        round.Points[0] = round.Masks[0].ComputePoints(split);
        Assert.Equal([0], round.NamedByVectors());
    }

    [Fact]
    public void Verify_PointsAndVectorsOfAnotherEpochOrList_Fail()
    {
        var round = new MaskRound();
        var later = new MaskRound(epoch: 2);
        Assert.NotEqual(round.Masked[0].ValuesDigest.ToArray(), later.Masked[0].ValuesDigest.ToArray());
        round.Points[0] = later.Points[0];
        Assert.Equal([0], round.NamedByVectors());

        round = new MaskRound();
        round.Masked[2] = later.Masked[2];
        round.Draw();
        Assert.Equal([2], round.NamedByVectors());
    }

    [Fact]
    public void Verify_CommitmentsThatNobodyIsBoundTo_AreRefused()
    {
        var round = new MaskRound();
        Assert.Equal("commitments", Assert.Throws<ArgumentException>(() => MaskedVectorStatement.Verify(
            round.Weights, 0, round.Commitments[1], round.Masked[0], round.Points[0])).ParamName);
    }

    [Fact]
    public void Verify_PartsOfAnotherShapeOrList_AreRefused()
    {
        var round = new MaskRound();
        var other = new MaskRound(3, new StatisticsShape(3, 2));
        Assert.Equal("points", Assert.Throws<ArgumentException>(() => MaskedVectorStatement.Verify(
            round.Weights, 0, round.Commitments[0], round.Masked[0], other.Points[0])).ParamName);
        Assert.Equal("masked", Assert.Throws<ArgumentException>(() => MaskedVectorStatement.Verify(
            round.Weights, 0, round.Commitments[0], other.Masked[0], round.Points[0])).ParamName);
        Assert.Equal("position", Assert.Throws<ArgumentOutOfRangeException>(() => MaskedVectorStatement.Verify(
            round.Weights, 4, round.Commitments[0], round.Masked[0], round.Points[0])).ParamName);
        Assert.Equal("weights", Assert.Throws<ArgumentException>(
            () => round.Masks[0].ComputePoints(other.Weights)).ParamName);
        Assert.Equal("opening", Assert.Throws<ArgumentException>(
            () => round.Masks[0].Mask(other.Openings[0])).ParamName);
        Assert.Equal("submissions", Assert.Throws<ArgumentException>(
            () => MaskWeights.Draw(round.Epoch, other.Submissions())).ParamName);
    }

    [Fact]
    public void Weights_EveryPartOfWhatContributorsAreBoundTo_ChangesThem()
    {
        var round = new MaskRound();
        MaskSubmission[] same = round.Submissions();
        Assert.Equal(round.Weights.Context.ToArray(), MaskWeights.Draw(round.Epoch, same).Context.ToArray());
        Assert.All(round.Weights.Values.ToArray(), w => Assert.Equal(new byte[16], w.ToArray()[16..]));
        Assert.Equal(
            round.Shape.Coordinates, round.Weights.Values.ToArray().Select(w => Convert.ToHexString(w.ToArray())).Distinct().Count());

        MaskSubmission[] statistics = round.Submissions();
        statistics[2] = statistics[2] with { StatisticsDigest = new byte[32] };
        MaskSubmission[] exchanged = round.Submissions();
        (exchanged[0], exchanged[1]) = (exchanged[1], exchanged[0]);
        MaskWeights[] others =
        [
            MaskWeights.Draw(round.Epoch, statistics),
            MaskWeights.Draw(round.Epoch, exchanged),
            MaskWeights.Draw(round.Epoch with { Number = 2 }, same),
            MaskWeights.Draw(round.Epoch with { Shape = new(5, 5) }, same),
        ];
        Assert.All(others, other => Assert.NotEqual(round.Weights.Context.ToArray(), other.Context.ToArray()));
    }

    [Fact]
    public void Masked_AnotherLengthOrAScalarOfTheOrder_IsNamed()
    {
        var round = new MaskRound();
        byte[] values = round.Masked[0].Values.ToArray();
        byte[] blindings = round.Masked[0].Blindings.ToArray();
        Assert.Equal(ProofFailure.None, Parse(values, blindings));
        Assert.Equal(ProofFailure.WrongLength, Parse(values[32..], blindings));
        Assert.Equal(ProofFailure.WrongLength, Parse(values, [.. blindings, 0]));
        Generators.Bytes(Generators.Order, 32).CopyTo(blindings, 64);
        Assert.Equal(ProofFailure.NonCanonicalScalar, Parse(values, blindings));
        Assert.Equal(ProofFailure.NonCanonicalScalar, Parse(blindings, values));
    }

    [Fact]
    public void Points_AnotherNumberTheIdentityOrAMalformedOne_AreNamed()
    {
        var round = new MaskRound();
        byte[] bytes = round.Points[0].Bytes.ToArray();
        Assert.Equal(ProofFailure.None, ParsePoints(round, bytes));
        Assert.Equal(ProofFailure.WrongLength, ParsePoints(round, bytes[32..]));
        Assert.Equal(ProofFailure.WrongLength, ParsePoints(round, [.. bytes, .. bytes[..32]]));
        for (int i = 0; i < 4; i++)
        {
            byte[] changed = [.. bytes];
            changed.AsSpan(32 * i, 32).Clear();
            Assert.Equal(ProofFailure.IdentityPoint, ParsePoints(round, changed));
            changed.AsSpan(32 * i, 32).Fill(0xff);
            Assert.Equal(ProofFailure.NonCanonicalPoint, ParsePoints(round, changed));
        }
    }

    private static ProofFailure Parse(byte[] values, byte[] blindings)
    {
        MaskedStatistics.TryParse(StatisticsSamples.Shape, values, blindings, out _, out ProofFailure failure);
        return failure;
    }

    private static ProofFailure ParsePoints(MaskRound round, byte[] bytes)
    {
        MaskPoints.TryParse(round.Epoch.List, bytes, out _, out ProofFailure failure);
        return failure;
    }
}
