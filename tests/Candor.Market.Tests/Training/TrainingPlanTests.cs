using System.Collections.Immutable;
using System.Text;
using Candor.Market.Records;
using Candor.Market.Training;
using Candor.Mechanism;
using Candor.Mechanism.Allocations;
using Candor.Training.Features;
using Candor.Training.Sums;
using Candor.Training.Targets;

namespace Candor.Market.Tests.Training;

public sealed class TrainingPlanTests
{
    private static readonly RecordFormat s_records = new(
    [
        new NumberColumn("age", minimum: 0, maximum: 120),
        new IntegerColumn("visits", isOptional: true, minimum: 0, maximum: 50),
        new CategoryColumn("ward", ["a", "b", "c"], isOptional: true),
        new TextColumn("name"),
        new NumberColumn("free"),
        new NumberColumn("half", minimum: 1),
        new IntegerColumn("flat", minimum: 3, maximum: 3),
        new CategoryColumn("only", ["x"]),
        new CategoryColumn("many", Enumerable.Range(0, 1_024).Select(i => $"v{i}")),
        new CategoryColumn("outcome", ["ill", "well"]),
        new CategoryColumn("classes", Enumerable.Range(0, 257).Select(i => $"v{i}")),
        new NumberColumn("weight", minimum: 1, maximum: 200),
    ]);

    [Fact]
    public void TryMake_OfRulesThatHold_SaysWhatFollows()
    {
        TrainingPlan plan = Make(Rules());

        // The constant, age, visits with its indicator, three wards with theirs, and the ramps.
        Assert.Equal(1 + 1 + 2 + 4 + 8, plan.Task.Map.Dimension);
        Assert.Equal(["ill", "well"], Assert.IsType<ClassTarget>(plan.Task.Target).Classes);
        Assert.Equal(16 * 17 / 2, plan.Shape.GramCoordinates);
        Assert.Equal(16, plan.Shape.LabelCoordinates);
        Assert.Equal(new TrainingRequirement(4, 32, 10), plan.Requirement);
        Assert.Equal((32, 5_500), (plan.Projections!.PerBlock, plan.Projections.ZThousandths));
    }

    [Fact]
    public void TryMake_OfANumberAsTarget_KeepsOneCoordinateForItsSquares()
    {
        TrainingPlan plan = Make(Rules(target: "weight"));

        Assert.Equal((1, 200), (((NumberTarget)plan.Task.Target).Minimum, ((NumberTarget)plan.Task.Target).Maximum));
        Assert.Equal(17, plan.Shape.LabelCoordinates);
    }

    [Fact]
    public void TryMake_InAMarketThatNobodyAudits_HasNoProjections() =>
        Assert.Null(Make(Rules(), Setting(isAudited: false)).Projections);

    [Theory]
    [InlineData("gone", "training.target: found 'gone', which is not a column, expected a column of the market's records")]
    [InlineData("name", "training.target: found 'name', a text, expected a number, an integer or a category")]
    [InlineData("visits", "training.target: found 'visits', which a record may lack, expected a column of which every record has a value")]
    [InlineData("only", "training.target: found 'only' of 1 values, expected a category of 2 to 256 values")]
    [InlineData("classes", "training.target: found 'classes' of 257 values, expected a category of 2 to 256 values")]
    [InlineData("half", "training.target: found 'half' without maximum, expected a number with minimum and maximum, by which it is scaled")]
    public void TryMake_OfATargetThatCannotBePredicted_SaysWhy(string target, string expected) =>
        Assert.Equal([expected], FaultsOf(Rules(target: target, features: ["age"])));

    [Theory]
    [InlineData("gone", "found 'gone', which is not a column, expected a column of the market's records")]
    [InlineData("name", "found 'name', a text, expected a number, an integer or a category")]
    [InlineData("free", "found 'free' without minimum and maximum, expected a number with minimum and maximum, by which it is scaled")]
    [InlineData("flat", "found 'flat', which has the bounds 3 and 3; expected two finite numbers, the first below the second, expected bounds between which numbers can be scaled")]
    [InlineData("only", "found 'only' of 1 values, expected a category of 2 to 1023 values")]
    [InlineData("many", "found 'many' of 1024 values, expected a category of 2 to 1023 values")]
    [InlineData("age", "found 'age', as in training.features[0], expected each column once")]
    [InlineData("outcome", "found 'outcome', the target, expected a column other than the target")]
    public void TryMake_OfAFeatureThatCannotBeRead_SaysWhy(string feature, string expected) =>
        Assert.Equal([$"training.features[1]: {expected}"], FaultsOf(Rules(features: ["age", feature])));

    [Fact]
    public void TryMake_OfARuleBetweenBestAndNone_IsRefused() => Assert.Equal(
        ["allocation: found a rule that can give a quality between nothing and the best, expected a rule that gives the best or "
            + "nothing, since training makes one model, which a participant is given or not"],
        FaultsOf(Rules(), Setting(allocation: new Half())));

    [Theory]
    [InlineData(64, 1L << 26, true)]
    [InlineData(65, 1L << 26, false)]
    [InlineData(int.MaxValue, long.MaxValue, false)]
    public void TryMake_OfSumsAtTheEdgeOf62Bits_HoldsOrIsRefused(int participants, long mostRecords, bool holds)
    {
        string[] faults = FaultsOf(Rules(), Setting(participants: participants, mostRecords: mostRecords));
        if (holds)
        {
            Assert.Empty(faults);
        }
        else
        {
            Assert.StartsWith($"validation.maxRecords: found {mostRecords} records for each of {participants}", Assert.Single(faults), StringComparison.Ordinal);
            Assert.EndsWith("at most 4294967296 together, so that sums stay within 62 bits", faults[0], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(7, false)]
    public void TryMake_WhereNoReportsCouldTrain_IsRefused(long mostRecords, bool holds)
    {
        string[] faults = FaultsOf(Rules(), Setting(mostRecords: mostRecords));

        Assert.Equal(holds ? [] : [
            "validation.maxRecords: found 7 records for each of 5 participants, 28 without one of them, expected at least 32 without "
                + "one, twice the 16 entries of the feature map, since fewer do not hide a record"], faults);
    }

    [Fact]
    public void TryMake_OfManyFaults_ListsThemAll()
    {
        var rules = new TrainingRules
        {
            Target = "gone",
            Features = ["free", "name"],
            Ramps = 1_024,
            Seed = new byte[31],
            MinContributors = 2,
            Projections = 3,
            ZThousandths = 0,
            AnswerTime = TimeSpan.FromSeconds(9.5),
            Retention = TimeSpan.FromHours(1),
        };

        Assert.Equal(
            ["training.features[0]", "training.features[1]", "training.target", "training.map.seed", "training.map",
                "roster", "training.minContributors", "training.projections", "training.zThousandths", "validation.maxRecords",
                "training.answerSeconds", "training.retentionDays", "allocation"],
            Found(rules, Setting(participants: 2, mostRecords: 1, allocation: new Half())).Select(fault => fault.Path));
    }

    [Theory]
    [InlineData(null, null, "training.features: found no column, expected one or more columns to learn from")]
    [InlineData(-1, null, "training.map.ramps: found -1, expected 0 or more")]
    [InlineData(int.MaxValue, null, "training.map: found 8 entries of the features and 2147483647 ramps, expected at most 1024 together")]
    [InlineData(8, 6, "training.minContributors: found 6, expected a whole number from 3 to 5")]
    public void TryMake_OfANumberOutOfItsRange_SaysWhatWasExpected(int? ramps, int? contributors, string expected) =>
        Assert.Contains(expected, FaultsOf(Rules(
            features: ramps is null ? [] : null, ramps: ramps ?? 8, minContributors: contributors ?? 4)));

    [Fact]
    public void TryMake_OfProjectionsThatNobodyAudits_IsRefused() => Assert.Equal(
        ["training.projections: found 32, expected nothing, since nobody audits this market",
            "training.zThousandths: found 5500, expected nothing, since nobody audits this market"],
        FaultsOf(Rules(projections: 32, z: 5_500), Setting(isAudited: false)));

    [Fact]
    public void Read_OfAValidRecord_GivesItsFeaturesInTheRulesOrder()
    {
        TrainingPlan plan = Make(Rules(features: ["ward", "age", "visits"]));
        var row = new FeatureValue[3];

        Assert.Null(plan.Examples.Read(Record("30.5", "", "b"), row, out FeatureValue target));

        Assert.Equal([FeatureValue.Category(1), FeatureValue.Number(30.5), FeatureValue.Absent], row);
        Assert.Equal(FeatureValue.Category(1), target);
        Assert.Null(plan.Task.FaultOf(row, target));
        var statistics = new SufficientStatistics(plan.Task);
        statistics.Add(row, target);
        Assert.Equal(1, statistics.Records);
    }

    [Fact]
    public void Read_OfBytesThatAreNoRecord_SaysWhatTheFormatSays()
    {
        TrainingPlan plan = Make(Rules());
        byte[] cut = Record("30.5", "2", "b")[..^1];

        string? fault = plan.Examples.Read(cut, new FeatureValue[3], out _);

        Assert.Equal("column 'weight': the record ends within it", fault);
        Assert.Equal(s_records.FaultOf(cut), fault);
    }

    [Fact]
    public void Read_IntoAnotherLength_Throws() => Assert.Contains(
        "There are 3 features; there is room for 2.",
        Assert.Throws<ArgumentException>(() => Make(Rules()).Examples.Read([], new FeatureValue[2], out _)).Message,
        StringComparison.Ordinal);

    private static byte[] Record(string age, string visits, string ward)
    {
        var encoder = new RecordEncoder();
        string[] cells = [age, visits, ward, "n", "1", "1", "3", "x", "v7", "well", "v0", "70"];
        for (int i = 0; i < cells.Length; i++)
        {
            Assert.Null(s_records.Columns[i].Append(Encoding.UTF8.GetBytes(cells[i]), encoder));
        }

        return encoder.Written.ToArray();
    }

    private static TrainingRules Rules(
        string target = "outcome",
        ImmutableArray<string>? features = null,
        int ramps = 8,
        int minContributors = 4,
        int? projections = null,
        int? z = null) => new()
        {
            Target = target,
            Features = features ?? ["age", "visits", "ward"],
            Ramps = ramps,
            Seed = new byte[32],
            MinContributors = minContributors,
            Projections = projections,
            ZThousandths = z,
        };

    private static TrainingSetting Setting(
        int participants = 5, long mostRecords = 1_000, bool isAudited = true, IAllocationRule? allocation = null) => new()
        {
            Records = s_records,
            Allocation = allocation ?? UniformAllocation.Best,
            Participants = participants,
            MostRecords = mostRecords,
            RecordsPerUnit = 10,
            IsAudited = isAudited,
        };

    private static TrainingPlan Make(TrainingRules rules, TrainingSetting? setting = null)
    {
        Assert.True(TrainingPlan.TryMake(rules, setting ?? Setting(), out TrainingPlan? plan, out var faults), string.Join('\n', faults));
        return plan;
    }

    private static IReadOnlyList<DefinitionFault> Found(TrainingRules rules, TrainingSetting setting)
    {
        Assert.Equal(
            TrainingPlan.TryMake(rules, setting, out TrainingPlan? plan, out IReadOnlyList<DefinitionFault> faults), faults.Count == 0);
        Assert.Equal(plan is null, faults.Count > 0);
        return faults;
    }

    private static string[] FaultsOf(TrainingRules rules, TrainingSetting? setting = null) =>
        [.. Found(rules, setting ?? Setting()).Select(fault => fault.ToString())];

    // A rule of its own, of which nothing says that it gives the best or nothing.
    private sealed class Half : IAllocationRule
    {
        public AllocationCertainty Allocate(in AllocationProblem problem, Span<double> allocated)
        {
            allocated.Fill(problem.BestQuality / 2);
            return AllocationCertainty.Exact;
        }
    }
}
