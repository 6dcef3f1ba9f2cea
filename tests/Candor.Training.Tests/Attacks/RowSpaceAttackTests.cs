namespace Candor.Training.Tests.Attacks;

/// <summary>Why a sum is opened only of twice as many records as a map has entries, beside the largest member's.</summary>
public sealed class RowSpaceAttackTests
{
    [Fact]
    public void Attack_OnASumOfFewRecords_FindsRecordsAgain()
    {
        // The control: where it finds none here, the next test says nothing.
        var trial = RowSpaceTrial.Run(records: 31, starts: 20, seed: 1);

        Assert.Equal(159, trial.Dimension);
        Assert.Equal(31, trial.Rank);
        Assert.True(trial.Found >= 1, "of 31 pooled records none was found again");
    }

    [Fact]
    public void Attack_OnASumOfTwiceAsManyRecordsAsEntries_FindsNone()
    {
        var trial = RowSpaceTrial.Run(records: 2 * 159, starts: 400, seed: 1);

        Assert.Equal(0, trial.Found);

        // Why: the records span whatever φ takes, so that every start is in the row space, and none is told from a record.
        Assert.Equal(400, trial.Inside);
    }
}
