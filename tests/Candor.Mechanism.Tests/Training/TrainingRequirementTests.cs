using FsCheck;
using FsCheck.Fluent;

namespace Candor.Mechanism.Tests.Training;

public class TrainingRequirementTests
{
    [Fact]
    public void Judge_AtTheBoundary_TakesWhatIsJustEnough()
    {
        var requirement = new TrainingRequirement(3, 10);
        Assert.Equal((3, 10L), Counted(requirement, Profile.Of(3, 7, 100, null, 0)));
        Assert.True(requirement.Judge(Profile.Of(3, 7, 100, null, 0)).IsTrainable);
        Assert.False(requirement.Judge(Profile.Of(3, 6, 100, null, 0)).IsTrainable);
        Assert.False(requirement.Judge(Profile.Of(10, 100, null)).IsTrainable);
    }

    [Theory]
    [InlineData(100, 150, 0)]
    [InlineData(100, 150, 0.004)]
    public void Judge_ReportOfNoRecord_ContributesNothing(double first, double second, double nothing)
    {
        var requirement = new TrainingRequirement(3, 10, 100);
        Assert.Equal(2, requirement.Judge(Profile.Of(first, second, nothing)).Contributors);
        Assert.False(requirement.Judge(Profile.Of(first, second, nothing)).IsTrainable);
        Assert.True(requirement.Judge(Profile.Of(first, second, 0.01)).IsTrainable);
    }

    [Fact]
    public void Judge_LargestTwice_TakesOneOfThemAway() =>
        Assert.Equal((3, 12L), Counted(new TrainingRequirement(3, 10), Profile.Of(5, 7, 7)));

    [Fact]
    public void Judge_SizesBeyondEveryCount_StopsAtTheMost()
    {
        var requirement = new TrainingRequirement(3, TrainingRequirement.MostRecords, 100);
        Assert.Equal((3, TrainingRequirement.MostRecords), Counted(requirement, Profile.Of(1e300, 1e307, 1)));
        Assert.True(requirement.Judge(Profile.Of(1e300, 1e307, 1)).IsTrainable);
    }

    /// <summary>Records are divided by records per unit before they are settled; nothing of their number is
    /// lost.</summary>
    [Fact]
    public void Judge_RecordsInUnits_CountsEachRecord() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new System.Random(seed);
            uint unit = Math.Max(1, (uint)random.NextInt64(1L << random.Next(1, 33)));
            long[] records = [.. Enumerable.Range(0, 4).Select(_ => random.NextInt64(1L << random.Next(1, 33)))];
            Profile reports = Profile.AllIn([.. records.Select(count => count / (double)unit)]);
            Assert.Equal(
                (records.Count(static count => count > 0), records.Sum() - records.Max()), Counted(new TrainingRequirement(3, 1, unit), reports));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Judge_ReportThatShrinksOrFallsAway_NeverHasMore() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new System.Random(seed);
            int n = random.Next(1, 7);
            var requirement = new TrainingRequirement(3, random.Next(1, 30), (uint)random.Next(1, 9));
            Profile reports = Profile.Of([.. Markets.DrawSizes(random, n).Select(size =>
                random.Next(5) == 0 ? (double?)null : size)]);
            int i = random.Next(n);
            double? smaller = random.Next(3) == 0 ? null : reports[i] * random.NextDouble();
            Trainability before = requirement.Judge(reports);
            Trainability after = requirement.Judge(reports.With(i, smaller));
            Assert.True(after.Contributors <= before.Contributors);
            Assert.True(after.RecordsBesidesLargest <= before.RecordsBesidesLargest);
            Assert.True(before.IsTrainable || !after.IsTrainable);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(2, 40, "found 2 contributors, expected at least 3")]
    [InlineData(3, 39, "found 39 records besides the largest contribution, expected at least 40")]
    [InlineData(
        1, 0, "found 1 contributors, expected at least 3, and 0 records besides the largest contribution, expected at least 40")]
    [InlineData(3, 40, "found 3 contributors, expected at least 3, and 40 records besides the largest contribution, expected at least 40")]
    public void Describe_Finding_SaysWhatWasExpected(int contributors, long records, string expected) =>
        Assert.Equal(expected, new Trainability(new TrainingRequirement(3, 40), contributors, records).Describe());

    [Theory]
    [InlineData(2, 1L, 1u, "minContributors")]
    [InlineData(3, 0L, 1u, "minRecords")]
    [InlineData(3, TrainingRequirement.MostRecords + 1, 1u, "minRecords")]
    [InlineData(3, 1L, 0u, "recordsPerUnit")]
    public void New_NumberOutOfRange_IsRefusedByName(int contributors, long records, uint unit, string name) =>
        Assert.Equal(
            name,
            Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingRequirement(contributors, records, unit)).ParamName);

    private static (int Contributors, long Records) Counted(TrainingRequirement requirement, Profile reports)
    {
        Trainability found = requirement.Judge(reports);
        return (found.Contributors, found.RecordsBesidesLargest);
    }
}
