using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Market.Json;
using Candor.Market.Scenarios;
using Candor.Mechanism;
using Candor.Mechanism.Checks;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Existence;

namespace Candor.Market.Tests.Scenarios;

/// <summary>Scenarios with <c>training</c>: what is read, what is refused, and what is written.</summary>
public class ScenarioTrainingTests
{
    private const string Quality = "\"quality\": { \"kind\": \"sigmoid\" }";

    private const string Three = """
        "valuation": { "kind": "linear", "alpha": [[1, -0.3, 0.1], [0.2, 0.8, 0], [0, -0.1, 1]] }, "types": [1, 2, 3]
        """;

    private const string Expected =
        "bestOrNothing, best or none, since training makes one model, which a participant is given or not";

    private static readonly JsonNode[] s_golden =
    [
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "scenarios-golden", "training.jsonl"))
            .Select(static line => JsonNode.Parse(line)!),
    ];

    [Fact]
    public void Parse_WholeMember_IsRead()
    {
        TrainingRequirement? training = Parse(
            "{ \"minContributors\": 3, \"minRecords\": 200, \"recordsPerUnit\": 100 }").Mechanism.Training;
        Assert.Equal(new TrainingRequirement(3, 200, 100), training);
        Assert.Equal(new TrainingRequirement(3, 5), Parse("{ \"minRecords\": 5 }").Mechanism.Training);
        Assert.Null(ScenarioReader.Parse($$"""{ {{Quality}}, {{Three}} }""").Mechanism.Training);
    }

    [Theory]
    [InlineData("3", "training", "3", "what training asks for")]
    [InlineData("{ }", "training.minRecords", "nothing", "how many records there are besides the largest contribution")]
    [InlineData("{ 'minRecords': 0 }", "training.minRecords", "0", "a whole number from 1 to 9007199254740992")]
    [InlineData("{ 'minRecords': 2.5 }", "training.minRecords", "2.5", "a whole number from 1 to 9007199254740992")]
    [InlineData("{ 'minRecords': 1e17 }", "training.minRecords", "1e17", "a whole number from 1 to 9007199254740992")]
    [InlineData("{ 'minRecords': null }", "training.minRecords", "null", "a whole number from 1 to 9007199254740992")]
    [InlineData("{ 'minRecords': 1, 'minContributors': 2 }", "training.minContributors", "2", "a whole number from 3 to 3")]
    [InlineData("{ 'minRecords': 1, 'minContributors': 4 }", "training.minContributors", "4", "a whole number from 3 to 3")]
    [InlineData("{ 'minRecords': 1, 'recordsPerUnit': 0 }", "training.recordsPerUnit", "0", "a whole number from 1 to")]
    [InlineData("{ 'minRecords': 1, 'records': 1 }", "training.records", "an unknown member \"records\"", "one of minContributors")]
    public void Parse_BadMember_IsNamed(string training, string path, string found, string expected)
    {
        JsonFault fault = Assert.Single(Faults(
            $$"""{ {{Quality}}, {{Three}}, "training": {{training.Replace('\'', '"')}} }"""));
        Assert.Equal((path, found), (fault.Path, fault.Found));
        Assert.Contains(expected, fault.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TwoParticipants_CannotTrain()
    {
        JsonFault fault = Assert.Single(Faults($$"""
            { {{Quality}}, "valuation": { "kind": "linear", "alpha": [[1, 0], [0, 1]] }, "training": { "minRecords": 1 } }
            """));
        Assert.Equal(
            ("training", "2 participants", "3 participants or more, since of two each would learn the other's part"),
            (fault.Path, fault.Found, fault.Expected));
    }

    /// <summary>A quality in between is named, where the scenario's own reports or its largest sizes show one.</summary>
    [Theory]
    [InlineData("\"types\": [0, 2, 2]", "at (0, 2, 2) it gives participant 0 the quality 0.5, between nothing and the best, 0.964028")]
    [InlineData("\"types\": [0, 0, 0]", "with this valuation it can give a quality between nothing and the best")]
    [InlineData("\"grid\": { \"unit\": 0.5, \"max\": 1 }",
        "at (1, 1, 1) it gives participant 0 the quality 0.5, between nothing and the best, 0.905148")]
    public void Parse_EfficientWithQualitiesInBetween_IsRefusedWithOne(string sizes, string found)
    {
        string scenario = $$"""
            { {{Quality}}, {{sizes}}, "training": { "minRecords": 1 }, "valuation": { "kind": "separable",
              "own": [[[0, 0], [1, 1]], [[0, 0], [1, 1]], [[0, 0], [1, 1]]],
              "others": [[null, null, null], [[[0, 0], [0.5, 2], [1, -2]], null, null], [null, null, null]] },
              "allocation": "RULE" }
            """;
        JsonFault fault = Assert.Single(Faults(scenario.Replace("RULE", "efficient", StringComparison.Ordinal)));
        Assert.Equal(("allocation", $"\"efficient\": {found}", Expected), (fault.Path, fault.Found, fault.Expected));
        foreach (string rule in (string[])["bestOrNothing", "best", "none"])
        {
            Assert.NotNull(ScenarioReader.Parse(scenario.Replace("RULE", rule, StringComparison.Ordinal)).Mechanism.Training);
        }
    }

    [Fact]
    public void Parse_TableThatIsGivenEfficiently_IsRefused()
    {
        JsonFault fault = Assert.Single(Faults($$"""
            { {{Quality}}, "training": { "minRecords": 1 }, "types": [1, 1, 1], "valuation": { "kind": "table", "sizes": [0, 1],
              "values": [[[[0, 1], [1, 2]], [[1, 2], [2, 3]]], [[[0, 1], [1, 2]], [[1, 2], [2, 3]]], [[[0, 1], [1, 2]], [[1, 2], [2, 3]]]] } }
            """));
        Assert.Equal(("allocation", Expected), (fault.Path, fault.Expected));
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("growth")]
    public void Parse_EfficientThatIsBestOrNothing_IsRead(string kind)
    {
        string valuation = kind == "linear"
            ? Three
            : "\"valuation\": { \"kind\": \"growth\", \"alpha\": -0.5 }, \"types\": [1, 2, 3]";
        Assert.NotNull(
            ScenarioReader.Parse($$"""{ {{Quality}}, {{valuation}}, "training": { "minRecords": 3 } }""").Mechanism.Training);
    }

    [Fact]
    public void Write_ProfileThatCannotTrain_IsMarkedAndOwesNothing()
    {
        using JsonDocument json = JsonDocument.Parse(SettlementJson.Write(Parse("{ \"minRecords\": 4 }").Settle()));
        JsonElement training = json.RootElement.GetProperty("training");
        Assert.Equal("NOT_TRAINABLE", training.GetProperty("outcome").GetString());
        Assert.Equal(3, training.GetProperty("contributors").GetInt32());
        Assert.Equal(3, training.GetProperty("recordsBesidesLargest").GetInt64());
        Assert.Equal(
            "found 3 records besides the largest contribution, expected at least 4", training.GetProperty("reason").GetString());
        Assert.All(json.RootElement.GetProperty("payments").EnumerateArray(), static payment => Assert.Equal(0, payment.GetDouble()));
        using JsonDocument trained = JsonDocument.Parse(SettlementJson.Write(Parse("{ \"minRecords\": 3 }").Settle()));
        Assert.Equal("TRAINABLE", trained.RootElement.GetProperty("training").GetProperty("outcome").GetString());
    }

    [Fact]
    public void Write_VerdictsOverAGrid_SayWhatTrainingAsksFor()
    {
        foreach ((int records, bool canTrain) in (ReadOnlySpan<(int, bool)>)[(4, true), (5, false)])
        {
            var grid = new TypeGrid(1, 2);
            MarketMechanism market = Parse($$"""{ "minRecords": {{records}} }""").Mechanism;
            TrainingOnGrid training = TrainingOnGrid.Of(market, grid)!;
            Assert.Equal(canTrain, training.CanTrain);
            Assert.Equal(!canTrain, training.Describe().Contains("No profile of the grid can train", StringComparison.Ordinal));
            var problem = new DesirableProblem(market.Curve, market.Valuation, market.Allocation, grid);
            string[] written =
            [
                CheckJson.Write(PropertyCheck.Run(market, grid), training: training),
                ExistenceJson.Write(ExistenceCheck.Run(problem), training: training),
                ComparisonJson.Write(
                    Mechanism.Comparison.MechanismComparison.Run(market, [1, 2, 2], Profile.AllIn(1, 2, 2), grid),
                    training: training),
            ];
            Assert.All(written, text => Assert.Equal(
                $$"""{"minContributors":3,"minRecords":{{records}},"recordsPerUnit":1,"canTrain":{{(canTrain ? "true" : "false")}}}""",
                JsonNode.Parse(text)!["training"]!.ToJsonString()));
        }

        Assert.Null(TrainingOnGrid.Of(ScenarioReader.Parse($$"""{ {{Quality}}, {{Three}} }""").Mechanism, new TypeGrid(1, 2)));
    }

    /// <summary>What scenarios have settled to since they could train; the oracle in Python came to the same.</summary>
    [Fact]
    public void Settle_EveryGoldenLine_GivesItsNumbers()
    {
        Assert.InRange(s_golden.Length, 12, 1000);
        foreach (JsonNode line in s_golden)
        {
            SettledScenario settled = ScenarioReader.Parse(line["scenario"]!.ToJsonString()).Settle();
            Assert.Equal(line["settled"]!.ToJsonString(), SettlementJson.Write(settled, indented: false));
        }

        string[] outcomes = [.. s_golden.Select(static line => (string)line["settled"]!["training"]!["outcome"]!)];
        Assert.True(outcomes.Count(static one => one == "TRAINABLE") >= 4);
        Assert.True(outcomes.Count(static one => one == "NOT_TRAINABLE") >= 4);
    }

    private static Scenario Parse(string training) =>
        ScenarioReader.Parse($$"""{ {{Quality}}, {{Three}}, "training": {{training}} }""");

    private static ImmutableArray<JsonFault> Faults(string json)
    {
        Assert.False(ScenarioReader.TryParse(json, out _, out ImmutableArray<JsonFault> faults));
        return faults;
    }
}
