using Candor.Market;
using Candor.Market.Definitions;
using Candor.Market.Scenarios;
using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf;
using MarketDefinition = Candor.V1.MarketDefinition;

namespace Candor.Platform.Tests.Calls;

/// <summary>Every curve, valuation and payment that a definition can name, settled on a real server and held against
/// the same market on paper.</summary>
public class MechanismTests
{
    private const string Rivals = """ "valuation": {"kind": "linear", "alpha": [[1, -0.3], [0.2, 0.8]]} """;
    private const string RivalRows =
        """ "valuation": {"linear": {"rows": [{"values": [1, -0.3]}, {"values": [0.2, 0.8]}]}} """;

    // Each a part of a definition (100 records a unit, reports of 150 and 60 records) and the scenario that it is.
    public static TheoryData<string, string> Markets => new()
    {
        { $$$"""{"quality": {"sigmoid": {}}, {{{RivalRows}}} }""", $$$"""{"quality": {"kind": "sigmoid"}, {{{Rivals}}} }""" },
        { $$$"""{"quality": {"linear": {}}, {{{RivalRows}}} }""", $$$"""{"quality": {"kind": "linear"}, {{{Rivals}}} }""" },
        {
            $$$"""{"quality": {"powerLaw": {"ceiling": 0.9, "scale": 0.5, "exponent": 0.7}}, {{{RivalRows}}} }""",
            $$$"""{"quality": {"kind": "powerLaw", "ceiling": 0.9, "scale": 0.5, "exponent": 0.7}, {{{Rivals}}} }"""
        },
        {
            $$$"""{"quality": {"exponential": {"ceiling": 0.9, "rate": 0.8, "shape": 0.6}}, {{{RivalRows}}} }""",
            $$$"""{"quality": {"kind": "exponential", "ceiling": 0.9, "rate": 0.8, "shape": 0.6}, {{{Rivals}}} }"""
        },
        {
            $$$"""{"quality": {"saturating": {"ceiling": 0.9, "half": 0.8, "shape": 0.6}}, {{{RivalRows}}} }""",
            $$$"""{"quality": {"kind": "saturating", "ceiling": 0.9, "half": 0.8, "shape": 0.6}, {{{Rivals}}} }"""
        },
        {
            $$$"""
            {"quality": {"table": {"points": [{"size": 1, "quality": 0.4}, {"size": 3, "quality": 0.7}]}}, {{{RivalRows}}} }
            """,
            $$$"""{"quality": {"kind": "table", "points": [[1, 0.4], [3, 0.7]]}, {{{Rivals}}} }"""
        },
        {
            """
            {"quality": {"linear": {}}, "valuation": {"growth": {"alpha": -0.5}}, "payment": "PAYMENT_RULE_DESIRABLE",
             "reportGrid": {"unitRecords": 30, "maxRecords": 300}}
            """,
            """
            {"quality": {"kind": "linear"}, "valuation": {"kind": "growth", "alpha": -0.5}, "payment": "desirable",
             "grid": {"unit": 0.3, "max": 3}}
            """
        },
        {
            """
            {"quality": {"sigmoid": {}}, "optOut": "OPT_OUT_RULE_PARTICIPANTS", "valuation": {"separable": {
             "own": [{"points": [{}, {"quality": 1, "value": 3}]}, {"points": [{}, {"quality": 0.5, "value": 1}]}],
             "effects": [{"row": 1, "curve": {"points": [{}, {"quality": 1, "value": -0.5}]}}]}}}
            """,
            """
            {"quality": {"kind": "sigmoid"}, "optOut": "participants", "valuation": {"kind": "separable",
             "own": [[[0, 0], [1, 3]], [[0, 0], [0.5, 1]]],
             "others": [[null, null], [[[0, 0], [1, -0.5]], null]]}}
            """
        },
        {
            // Version 3: each is given the quality at which the other's curve bends.
            """
            {"version": 3, "quality": {"sigmoid": {}}, "valuation": {"separable": {
             "own": [{"points": [{}, {"quality": 1, "value": 1}]}, {"points": [{}, {"quality": 1, "value": 1}]}],
             "effects": [
              {"column": 1, "curve": {"points": [{}, {"quality": 0.7}, {"quality": 1, "value": -3}]}},
              {"row": 1, "curve": {"points": [{}, {"quality": 0.7}, {"quality": 1, "value": -3}]}}]}}}
            """,
            """
            {"quality": {"kind": "sigmoid"}, "valuation": {"kind": "separable",
             "own": [[[0, 0], [1, 1]], [[0, 0], [1, 1]]],
             "others": [[null, [[0, 0], [0.7, 0], [1, -3]]], [[[0, 0], [0.7, 0], [1, -3]], null]]}}
            """
        },
        {
            """
            {"version": 3, "quality": {"sigmoid": {}}, "optOut": "OPT_OUT_RULE_PARTICIPANTS", "valuation": {"table": {
             "sizes": [0, 1, 1.75], "tables": [{"values": [0, 0, 0, 1, 1.5, 1, 2, 1.25, 0]},
              {"values": [0, 1, 2, 0, 1.5, 1.75, 0, 1, 0.5]}]}}}
            """,
            """
            {"quality": {"kind": "sigmoid"}, "optOut": "participants", "valuation": {"kind": "table",
             "sizes": [0, 1, 1.75], "values": [[[0, 0, 0], [1, 1.5, 1], [2, 1.25, 0]],
              [[0, 1, 2], [0, 1.5, 1.75], [0, 1, 0.5]]]}}
            """
        },
        {
            """
            {"version": 3, "quality": {"sigmoid": {}}, "allocation": "ALLOCATION_RULE_BEST_OR_NOTHING", "valuation": {"table": {
             "sizes": [0, 2], "tables": [{"values": [0, 0, 1, -1]}, {"values": [0, 1, 0, -1]}]}}}
            """,
            """
            {"quality": {"kind": "sigmoid"}, "allocation": "bestOrNothing", "valuation": {"kind": "table",
             "sizes": [0, 2], "values": [[[0, 0], [1, -1]], [[0, 1], [0, -1]]]}}
            """
        },
        {
            $$$"""{"quality": {"sigmoid": {}}, {{{RivalRows}}}, "allocation": "ALLOCATION_RULE_NONE" }""",
            $$$"""{"quality": {"kind": "sigmoid"}, {{{Rivals}}}, "allocation": "none" }"""
        },
        {
            $$$"""
            {"quality": {"sigmoid": {}}, {{{RivalRows}}}, "allocation": "ALLOCATION_RULE_BEST", "payment": "PAYMENT_RULE_FREE"}
            """,
            $$$"""{"quality": {"kind": "sigmoid"}, {{{Rivals}}}, "allocation": "best", "payment": "free" }"""
        },
    };

    [Theory]
    [MemberData(nameof(Markets))]
    public async Task Market_OfAnyMechanism_SettlesAsOnPaper(string definition, string scenario)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var owner = new MarketOwner("m", 2, server.Time.GetUtcNow().AddHours(1));
        MarketDefinition part = MarketDefinition.Parser.ParseJson(definition);
        owner.Definition.Valuation = null;
        owner.Definition.Quality = null;
        owner.Definition.MergeFrom(part);
        await owner.CreateAsync(server.Channel);
        Company first = owner.Company(0, server.Channel);
        Company second = owner.Company(1, server.Channel);

        foreach ((Company company, ulong records) in ((Company, ulong)[])[(first, 150), (second, 60)])
        {
            await (owner.Definition.Version < 2
                ? company.ParticipateAsync(records)
                : company.ParticipateInChainAsync(records));
        }

        string whole = scenario[..scenario.LastIndexOf('}')] + """, "types": [1.5, 0.6]}""";
        SettledScenario paper = ScenarioReader.Parse(whole).Settle();
        Assert.True(MarketDefinitionReader.TryRead(JsonFormatter.Default.Format(owner.Definition), out var rules, out _));
        Company[] companies = [first, second];
        for (int i = 0; i < companies.Length; i++)
        {
            List<WatchAssignmentResponse> updates = await companies[i].Client
                .WatchAssignment(companies[i].WatchRequest(server.Time.GetUtcNow().AddMinutes(1)))
                .ToListAsync();
            Assignment assignment = updates[^1].Assignment;
            Assert.Equal(paper.Outcome.BestQuality, assignment.BestQuality);
            Assert.Equal(paper.Outcome.AllocatedQualities[i], assignment.AllocatedQuality);
            Assert.Equal(MarketSettlement.ToMicros(rules, paper.Outcome.Payments[i]), assignment.PaymentMicros);
        }
    }

    [Fact]
    public async Task SubmitReport_OffTheGrid_IsRefusedWithItsNeighbours()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var owner = new MarketOwner("m", 1, server.Time.GetUtcNow().AddHours(1));
        owner.Definition.Payment = PaymentRule.Desirable;
        owner.Definition.ReportGrid = new V1.ReportGrid { UnitRecords = 30, MaxRecords = 300 };
        await owner.CreateAsync(server.Channel);
        Company company = owner.Company(0, server.Channel);
        await company.JoinAsync();
        await company.CommitAsync(100);

        RichError error = await server.RefusesAsync(ErrorReason.ReportOffGrid, () => company.ReportAsync(100));

        Assert.Contains("90 or 120", error.Message, StringComparison.Ordinal);
    }
}
