using Candor.Commitments.Contributions;

namespace Candor.Commitments.Tests.Contributions;

/// <summary>Statement 7.</summary>
public sealed class CountStatementTests
{
    [Fact]
    public void Verify_TheNumberOfRecords_Holds()
    {
        using StatisticsOpening opening = StatisticsSamples.Opening();
        byte[] opened = CountStatement.Open(opening, StatisticsSamples.Records);
        Assert.Equal(CountStatement.OpeningSize, opened.Length);
        Assert.Equal(ProofFailure.None, CountStatement.Verify(opening.Commit(), StatisticsSamples.Records, opened));
    }

    [Fact]
    public void Verify_ByTheFirstCommitmentAlone_IsTheSame()
    {
        using StatisticsOpening opening = StatisticsSamples.Opening();
        byte[] opened = CountStatement.Open(opening, StatisticsSamples.Records);
        byte[] first = opening.Commit().Bytes[..32].ToArray();
        Assert.Equal(ProofFailure.None, CountStatement.Verify(first, StatisticsSamples.Records, opened));
        Assert.Equal(ProofFailure.EquationFails, CountStatement.Verify(first, StatisticsSamples.Records + 1, opened));
        Assert.Equal(ProofFailure.NonCanonicalPoint, CountStatement.Verify(first.AsSpan(1), StatisticsSamples.Records, opened));
        Assert.Equal(ProofFailure.WrongLength, CountStatement.Verify(first, StatisticsSamples.Records, opened.AsSpan(1)));
    }

    [Fact]
    public void Verify_AnotherNumberBlindingOrContributor_Fails()
    {
        using StatisticsOpening opening = StatisticsSamples.Opening();
        using StatisticsOpening other = StatisticsSamples.Opening("south");
        StatisticsCommitments commitments = opening.Commit();
        byte[] opened = CountStatement.Open(opening, StatisticsSamples.Records);
        foreach (uint records in (uint[])[0, StatisticsSamples.Records - 1, StatisticsSamples.Records + 1, uint.MaxValue])
        {
            Assert.Equal(ProofFailure.EquationFails, CountStatement.Verify(commitments, records, opened));
        }

        Assert.Equal(
            ProofFailure.EquationFails,
            CountStatement.Verify(
                commitments, StatisticsSamples.Records, CountStatement.Open(other, StatisticsSamples.Records)));
        Assert.Equal(
            ProofFailure.EquationFails, CountStatement.Verify(other.Commit(), StatisticsSamples.Records, opened));
    }

    [Fact]
    public void Verify_MalformedOpenings_AreNamed()
    {
        using StatisticsOpening opening = StatisticsSamples.Opening();
        StatisticsCommitments commitments = opening.Commit();
        byte[] opened = CountStatement.Open(opening, StatisticsSamples.Records);
        byte[] above = Generators.Bytes(Generators.ToInteger(opened) + Generators.Order, 32);
        Assert.Equal(
            ProofFailure.WrongLength, CountStatement.Verify(commitments, StatisticsSamples.Records, opened.AsSpan(1)));
        Assert.Equal(
            ProofFailure.WrongLength, CountStatement.Verify(commitments, StatisticsSamples.Records, [.. opened, 0]));
        Assert.Equal(
            ProofFailure.NonCanonicalScalar, CountStatement.Verify(commitments, StatisticsSamples.Records, above));
    }

    [Fact]
    public void Open_AFirstCoordinateOfAnotherNumber_IsRefused()
    {
        using StatisticsOpening opening = StatisticsSamples.Opening();
        Assert.Equal("opening", Assert.Throws<ArgumentException>(
            () => CountStatement.Open(opening, StatisticsSamples.Records + 1)).ParamName);
    }
}
