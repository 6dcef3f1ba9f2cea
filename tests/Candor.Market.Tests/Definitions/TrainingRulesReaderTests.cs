using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Market.Definitions;
using Candor.Market.Settlement;
using Candor.Market.Tests.Support;
using Candor.Market.Training;

namespace Candor.Market.Tests.Definitions;

public sealed class TrainingRulesReaderTests
{
    private static readonly TestKey s_operator = new();
    private static readonly TestKey s_validator = new();
    private static readonly TestKey[] s_keys = [new(), new(), new(), new()];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryRead_OfTheFewestMembers_HasTheDefaultsOfTheContract(bool isAudited)
    {
        MarketDefinition read = Read(Text(isAudited));

        TrainingPlan plan = read.Training!;
        Assert.Equal((3, TimeSpan.FromSeconds(60), TimeSpan.FromDays(30)),
            (plan.Rules.MinContributors, plan.Rules.AnswerTime, plan.Rules.Retention));
        Assert.Equal(isAudited ? 32 : null, plan.Projections?.PerBlock);
        Assert.Equal(isAudited ? 5_500 : null, plan.Projections?.ZThousandths);
        Assert.Equal(7, plan.Task.Map.Dimension);
        Assert.Equal((3, 14L, 100u),
            (plan.Requirement.MinContributors, plan.Requirement.MinRecords, plan.Requirement.RecordsPerUnit));
        Assert.Equal(plan.Requirement, read.Mechanism.Training);
        Assert.Equal<string>(["age", "weight", "visits", "ward"], plan.Rules.Features.AsEnumerable());
    }

    [Fact]
    public void TryRead_OfEveryMember_ReadsIt()
    {
        JsonObject text = Text(isAudited: true);
        text["training"]!["map"]!["ramps"] = 5;
        foreach ((string name, int value) in new[]
        {
            ("minContributors", 4), ("projections", 16), ("zThousandths", 6_000), ("answerSeconds", 10), ("retentionDays", 366),
        })
        {
            text["training"]![name] = value;
        }

        TrainingPlan plan = Read(text).Training!;

        Assert.Equal((4, 16, 6_000, 5), (plan.Rules.MinContributors, plan.Projections!.PerBlock,
            plan.Projections.ZThousandths, plan.Rules.Ramps));
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromDays(366)), (plan.Rules.AnswerTime, plan.Rules.Retention));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TryRead_BeforeVersionThree_IsAFault(int version)
    {
        JsonObject text = Text(isAudited: false);
        text["version"] = version;

        DefinitionFault fault = Assert.Single(FaultsOf(text));

        Assert.Equal(("training", VersionReader.ExpectedSince(3)), (fault.Path, fault.Expected));
    }

    [Theory]
    [InlineData(false, "training/target", "\"gone\"", "training.target: found 'gone', which is not a column")]
    [InlineData(false, "training/target", null, "training.target: found nothing")]
    [InlineData(false, "training/features", "[]", "training.features: found 0 columns, expected 1 to 1000 columns")]
    [InlineData(false, "training/features", "[\"age\", \"age\"]", "training.features[1]: found 'age', as in training.features[0]")]
    [InlineData(false, "training/features", "[\"id\"]", "training.features[0]: found 'id', a text")]
    [InlineData(false, "training/features", "[\"outcome\"]", "training.features[0]: found 'outcome', the target")]
    [InlineData(false, "training/records/columns/1/number", "{}", "training.features[0]: found 'age' without minimum and maximum")]
    [InlineData(false, "training/map", null, "training.map: found nothing")]
    [InlineData(false, "training/map/seed", null, "training.map.seed: found nothing, expected 32 bytes in base64")]
    [InlineData(false, "training/map/seed", "\"AAAA\"", "training.map.seed: found 3 bytes, expected 32 bytes in base64")]
    [InlineData(false, "training/map/seed", "\"?\"", "training.map.seed: found a string that is not base64")]
    [InlineData(false, "training/map/ramps", "1018", "training.map: found 7 entries of the features and 1018 ramps")]
    [InlineData(false, "training/minContributors", "2", "training.minContributors: found 2")]
    [InlineData(false, "training/minContributors", "5", "training.minContributors: found 5, expected a whole number from 3 to 4")]
    [InlineData(true, "training/projections", "31", "training.projections: found 31, expected an even number from 2 to 32")]
    [InlineData(true, "training/projections", "34", "training.projections: found 34")]
    [InlineData(false, "training/projections", "32", "training.projections: found 32, expected nothing, since nobody audits")]
    [InlineData(true, "training/zThousandths", "1000001", "training.zThousandths: found 1000001")]
    [InlineData(false, "training/zThousandths", "5500", "training.zThousandths: found 5500, expected nothing, since nobody audits")]
    [InlineData(false, "training/answerSeconds", "9", "training.answerSeconds: found 9, expected a whole number from 10 to 86400")]
    [InlineData(false, "training/answerSeconds", "86401", "training.answerSeconds: found 86401")]
    [InlineData(false, "training/retentionDays", "367", "training.retentionDays: found 367")]
    [InlineData(false, "training/records", null, "training.records: found nothing, expected what a record is")]
    [InlineData(true, "training/records", "{}", "training.records: found a record format, expected nothing, since validation.records")]
    [InlineData(true, "training/maxRecords", "7", "training.maxRecords: found 7, expected nothing, since validation.maxRecords")]
    [InlineData(false, "training/maxRecords", "4", "training.maxRecords: found 4 records for each of 4 participants, 12 without one")]
    [InlineData(true, "validation/maxRecords", "4", "validation.maxRecords: found 4 records for each of 4 participants, 12 without")]
    [InlineData(false, "training/maxRecords", "67108865", "training.maxRecords: found 67108865")]
    [InlineData(false, "training/else", "1", "training.else: found an unknown member \"else\"")]
    [InlineData(false, "training", "[]", "training: found an array of 0, expected what the market trains")]
    public void TryRead_OfOneFault_SaysWhereAndWhatWasExpected(bool isAudited, string member, string? value, string expected)
    {
        ImmutableArray<DefinitionFault> faults = FaultsOf(With(Text(isAudited), member, value));

        Assert.StartsWith(expected, Assert.Single(faults).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_OfAllButBestOrNothing_IsRefusedAtTheRule()
    {
        JsonObject text = Text(isAudited: false);
        text["valuation"] = JsonNode.Parse("""
            {"separable": {"own": [{"points": [{"quality": 0, "value": 0}, {"quality": 1, "value": 1}]},
              {"points": [{"quality": 0, "value": 0}, {"quality": 1, "value": 1}]},
              {"points": [{"quality": 0, "value": 0}, {"quality": 1, "value": 1}]},
              {"points": [{"quality": 0, "value": 0}, {"quality": 1, "value": 1}]}],
             "effects": [{"row": 0, "column": 1, "curve": {"points": [
               {"quality": 0, "value": 0}, {"quality": 0.5, "value": 0}, {"quality": 1, "value": -3}]}}]}}
            """);

        DefinitionFault fault = Assert.Single(FaultsOf(text));
        Assert.Equal("allocation", fault.Path);
        Assert.StartsWith("a rule that gives the best or nothing", fault.Expected, StringComparison.Ordinal);

        text["allocation"] = "ALLOCATION_RULE_BEST_OR_NOTHING";
        Assert.NotNull(Read(text).Training);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(257)]
    public void TryRead_OfClasses_TakesAtMostWhatOneModelTells(int classes)
    {
        JsonObject text = Text(isAudited: false);
        text["training"]!["records"]!["columns"]![5]!["category"]!["values"] =
            new JsonArray([.. Enumerable.Range(0, classes).Select(static i => (JsonNode)$"class {i}")]);

        if (classes == 256)
        {
            Assert.Equal(7 * 8 / 2 + 7 * 255, Read(text).Training!.Shape.Coordinates);
            return;
        }

        Assert.StartsWith(
            "training.target: found 'outcome' of 257 values, expected a category of 2 to 256 values",
            Assert.Single(FaultsOf(text)).ToString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 64, null)]
    [InlineData(false, 65, "training.maxRecords")]
    [InlineData(true, 65, "validation.maxRecords")]
    public void TryRead_OfMoreRecordsThanSumsHold_IsRefused(bool isAudited, int members, string? path)
    {
        JsonObject text = OfMembers(members, isAudited);
        text[isAudited ? "validation" : "training"]!["maxRecords"] = 1 << 26;

        if (path is null)
        {
            Assert.Equal(1L << 26, Read(text).Training!.MostRecords);
            return;
        }

        Assert.Equal(
            $"{path}: found 67108864 records for each of 65 participants, 4362076160 together, expected at most 4294967296 "
            + "together, so that sums stay within 62 bits",
            Assert.Single(FaultsOf(text)).ToString());
    }

    [Fact]
    public void TryRead_OfTwoMembers_IsRefusedSinceEachWouldLearnTheOthersPart() => Assert.StartsWith(
        "roster: found 2 participants, expected 3 participants or more",
        Assert.Single(FaultsOf(OfMembers(2, isAudited: false))).ToString(),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(5, true)]
    [InlineData(4, false)]
    public void TryRead_OfAGrid_TrainsOnItWhereItReachesFarEnough(int most, bool holds)
    {
        JsonObject text = Text(isAudited: false);
        text["payment"] = "PAYMENT_RULE_DESIRABLE";
        text["reportGrid"] = new JsonObject { ["unitRecords"] = 1, ["maxRecords"] = most };
        if (holds)
        {
            MarketOutcome outcome = MarketSettlement.Settle(Read(text), [5, 5, 5, 5]);
            Assert.Equal(TrainingEnd.Summed, outcome.Training);
        }
        else
        {
            Assert.StartsWith(
                "reportGrid.maxRecords: found 4 records for each of 4 participants, 12 without one of them, expected at least 14",
                Assert.Single(FaultsOf(text)).ToString(),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Settle_OfReportsThatCannotTrain_AllocatesNoneAndSaysSo()
    {
        MarketDefinition rules = Read(Text(isAudited: false));
        ImmutableArray<uint?> reports = [7, 6, null, 500];

        MarketOutcome outcome = MarketSettlement.Settle(rules, reports);

        Assert.Equal((0.0, TrainingEnd.NotTrainable), (outcome.BestQuality, outcome.Training));
        Assert.All(outcome.Assignments, static one => Assert.Equal((0.0, 0L), (one.AllocatedQuality, one.PaymentMicros)));
        Assert.Equal(
            [rules.QualityOf(7), rules.QualityOf(6), 0, rules.QualityOf(500)],
            outcome.Assignments.Select(static one => one.OwnQuality));
        Assert.Equal(TrainingEnd.Summed, MarketSettlement.Settle(rules, [7, 7, null, 500]).Training);
    }

    [Fact]
    public void Void_OfAnEndWithAModelOrOtherReports_Throws()
    {
        MarketDefinition rules = Read(Text(isAudited: false));
        Assert.StartsWith(
            "Found Summed, expected an end of training without a model.",
            Assert.Throws<ArgumentException>(() => MarketSettlement.Void(rules, [1, 1, 1, 1], TrainingEnd.Summed)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "Found 1 reports, expected 4",
            Assert.Throws<ArgumentException>(() => MarketSettlement.Void(rules, [1], TrainingEnd.SharesMissing)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Outcome_AsJson_HasTheEndByNameAndNothingWhereNothingTrains()
    {
        Assert.Equal(
            """{"BestQuality":0,"Assignments":[],"Training":"NotTrainable"}""",
            JsonSerializer.Serialize(new MarketOutcome(0, [], TrainingEnd.NotTrainable)));
        Assert.Equal(
            """{"BestQuality":0,"Assignments":[]}""", JsonSerializer.Serialize(new MarketOutcome(0, [])));
    }

    private static JsonObject Text(bool isAudited)
    {
        string[] keys = [.. s_keys.Select(static key => key.Base64)];
        return isAudited
            ? TrainingMarkets.Audited(s_operator.Base64, s_validator.Base64, keys)
            : TrainingMarkets.Unaudited(s_operator.Base64, keys);
    }

    private static JsonObject OfMembers(int members, bool isAudited)
    {
        JsonObject text = Text(isAudited);
        string[] keys = [.. Enumerable.Range(0, members).Select(static _ => new TestKey().Base64)];
        text["roster"] = new JsonArray([.. keys.Select(static (key, i) =>
            new JsonObject { ["id"] = $"p{i}", ["displayName"] = $"Clinic {i}", ["publicKey"] = key })]);
        text["valuation"]!["linear"]!["rows"] = new JsonArray([.. Enumerable.Range(0, members).Select(i => new JsonObject
        {
            ["values"] = new JsonArray([.. Enumerable.Range(0, members).Select(j => (JsonNode)(i == j ? 1.0 : -0.001))]),
        })]);
        return text;
    }

    private static JsonObject With(JsonObject text, string member, string? value)
    {
        string[] names = member.Split('/');
        JsonNode owner = text;
        foreach (string name in names[..^1])
        {
            owner = int.TryParse(name, out int index) ? owner[index]! : owner[name]!;
        }

        if (value is null)
        {
            owner.AsObject().Remove(names[^1]);
        }
        else
        {
            owner[names[^1]] = JsonNode.Parse(value);
        }

        return text;
    }

    private static MarketDefinition Read(JsonObject text)
    {
        bool isRead = MarketDefinitionReader.TryRead(
            text.ToJsonString(), out MarketDefinition? definition, out ImmutableArray<DefinitionFault> faults);
        Assert.True(isRead, string.Join('\n', faults));
        return definition!;
    }

    private static ImmutableArray<DefinitionFault> FaultsOf(JsonObject text)
    {
        MarketDefinitionReader.TryRead(text.ToJsonString(), out _, out ImmutableArray<DefinitionFault> faults);
        return faults;
    }
}
